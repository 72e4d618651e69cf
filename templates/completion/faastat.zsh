#compdef faastat
# What comes next on a command line of faastat: commands, options, their values, formats, files; all by its own --help.
_faastat()
{
    local -a found
    local program=$words[1] before=$words[CURRENT-1]
    if (( CURRENT == 2 )); then
        found=(${(f)"$($program --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  *\([A-Z].*\)/\1:\2/p')"})
        _describe command found
    elif [[ $before == --from ]]; then
        found=(${(f)"$($program import --list 2>/dev/null | sed '1d; s/ .*//')"})
        compadd -a found
    elif [[ $words[CURRENT] == -* ]]; then
        found=(${(f)"$($program $words[2] --help 2>/dev/null | grep -o -- '--[a-z][a-z0-9-]*' | sort -u)"})
        compadd -a found
    else
        [[ $before =~ '^-[a-z-]+$' ]] && found=(${(s:|:)"$($program $words[2] --help 2>/dev/null |
            sed -n "s/^.* $before\(, --[a-z-]*\)\{0,1\} \([a-z0-9]*|[a-z0-9|]*\).*/\2/p" | head -n 1)"})
        if (( $#found )); then compadd -a found; else _files; fi
    fi
}
if [[ $funcstack[1] == _faastat ]]; then _faastat "$@"; else compdef _faastat faastat; fi
