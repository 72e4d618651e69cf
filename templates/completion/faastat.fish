# What comes next on a command line of faastat: commands, options, their values, formats, files; all by its own --help.
function __faastat_next
    set -l words (commandline -opc)
    set -l before $words[-1]
    if test (count $words) -eq 1
        faastat --help 2>/dev/null | string replace -rf '^  ([a-z]+)  +([A-Z].*)' '$1\t$2'
    else if test "$before" = --from
        faastat import --list 2>/dev/null | tail -n +2 | string replace -r ' .*' ''
    else if string match -q -- '-*' (commandline -ct)
        faastat $words[2] --help 2>/dev/null | string match -rg -- '(--[a-z][a-z0-9-]*)' | sort -u
    else
        set -l values
        if string match -qr -- '^-[a-z-]+$' $before
            set values (faastat $words[2] --help 2>/dev/null | string match -rg -- " $before(?:, --[a-z-]*)? ([a-z0-9]*\|[a-z0-9|]*)")
        end
        if test -n "$values[1]"
            string split '|' -- $values[1]
        else
            __fish_complete_path (commandline -ct)
        end
    end
end
complete -c faastat -f -a '(__faastat_next)'
