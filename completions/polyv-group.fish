# Completion of polyv-group for fish. What may follow is asked of the program
# itself: profiles, columns and roles are those of this machine.
function __polyv_group_complete
    set -l before (commandline --current-process --tokenize --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    set -l found (command polyv-group complete -- $before "$word" 2>/dev/null)
    if string match --quiet '*:files' -- $found[1]
        set -l option (string match --regex -- '^--[^=]*=' "$word")
        set -l typed (string replace --regex -- '^--[^=]*=' '' "$word")
        string replace --regex -- '^' "$option" (__fish_complete_path "$typed")
    else
        string join \n -- $found
    end
end
complete --command polyv-group --no-files --keep-order --arguments '(__polyv_group_complete)'
