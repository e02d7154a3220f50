# Completion of polyv-group for bash 4.4 or newer. What may follow is asked of
# the program itself: profiles, columns and roles are those of this machine.
_polyv_group() {
    local words found=() kept
    # Bash also parts words at = and :, the program requires them whole. The dot
    # keeps a last word that is empty.
    read -ra words <<< "${COMP_LINE:0:COMP_POINT}."
    words[-1]=${words[-1]%.}
    mapfile -t found < <(command polyv-group complete -- "${words[@]}" 2> /dev/null)
    COMPREPLY=()
    if [[ ${found[0]} == *:files ]]; then
        compopt -o default
        return
    fi
    # What is before the last = or : stays as it is.
    kept=${words[-1]%"$2"}
    found=("${found[@]%%$'\t'*}")
    COMPREPLY=("${found[@]#"$kept"}")
}
complete -F _polyv_group polyv-group
