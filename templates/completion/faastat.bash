# What comes next on a command line of faastat: commands, options, their values, formats, files; all by its own --help.
_faastat()
{
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]} words=
    if [ "$COMP_CWORD" -eq 1 ]; then
        words=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  *[A-Z].*/\1/p')
    elif [ "$before" = --from ]; then
        words=$("$program" import --list 2>/dev/null | sed '1d; s/ .*//')
    elif [[ $current == -* ]]; then
        words=$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null | grep -o -- '--[a-z][a-z0-9-]*')
    elif [[ $before =~ ^-[a-z-]+$ ]]; then
        words=$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null |
            sed -n "s/^.* $before\(, --[a-z-]*\)\{0,1\} \([a-z0-9]*|[a-z0-9|]*\).*/\2/p" | tr '|' '\n')
    fi
    if [ -n "$words" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current" | sort -u)
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -o filenames -F _faastat faastat
