# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_polyv_group_global_optspecs
    string join \n profile= config= sandbox o/output= columns= no-header excel show-secrets print-curl tz= lang= timeout= retries= connections= color= q/quiet v/verbose h/help V/version
end

function __fish_polyv_group_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_polyv_group_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_polyv_group_using_subcommand
    set -l cmd (__fish_polyv_group_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c polyv-group -n "__fish_polyv_group_needs_command" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_needs_command" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "subaccounts" -d 'The full accounts of the group, each with its own appId'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "group" -d 'The group account itself'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "allocations" -d 'What the group gave to its sub-accounts, and took back'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "billing" -d 'What was used and charged, day by day'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "children" -d 'Child accounts: staff logins inside one account'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "profiles" -d 'Saved credentials and settings'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "api" -d 'Call any endpoint of the service, signed'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "sign" -d 'Show how a call is signed; send nothing'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "sandbox" -d 'The built-in simulator: no account, no network'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "man" -d 'Write the manual pages to a folder'
complete -c polyv-group -n "__fish_polyv_group_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -f -a "list" -d 'List the sub-accounts and what they have left'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -f -a "create" -d 'Create a sub-account, or many from a roster'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -f -a "reset-secret" -d 'Give a sub-account a new appSecret'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and not __fish_seen_subcommand_from list create reset-secret help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l email -d 'Only this e-mail; repeatable, or several with commas' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l emails-from -d 'Only the e-mails in this file (- for stdin), one a line or with commas' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l limit -d 'Stop after this many rows' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l page -d 'Only this page, as the service gives it, from 1' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l page-size -d 'Rows of that one page' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l email -d 'Login of the new account' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l contacts -d 'Contact person' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l phone -d 'Phone number; one number may serve 3 e-mails' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l max-channels -d 'Channels the account may create' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l minutes -d 'Live minutes to give, where the group is billed by minutes' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l concurrent -d 'Live concurrency to give, where the group is billed by concurrency' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l balance -d 'Money to give' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l memo -d 'Note, at most 50 characters' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l expire-date -d 'Last day, YYYY-MM-DD or YYYYMMDD; without it the group\'s expiry holds' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l remain-flow -d 'VOD flow to give, in G (the service\'s default: 100)' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l remain-space -d 'VOD space to give, in G (the service\'s default: 100)' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l from -d 'Create an account for each row of this CSV (- for stdin)' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l journal -d 'Where the run keeps what it has done [default: FILE.journal.jsonl]' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l results -d 'Where every row\'s result goes [default: FILE.results.csv]' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l max-failures -d 'Stop once N rows have failed' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l credentials-out -d 'Write what opens the accounts into this new file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l wait -d 'Wait so long for the list to show an account [default: 15s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l template -d 'Print an empty roster for --from, with API field names or (=chinese) Chinese headings' -r -f -a "api\t'The API\'s field names'
chinese\t'The documents\' Chinese names'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l no-wait -d 'Do not wait for the list to show the account'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l generate-password -d 'Make passwords'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l no-preflight -d 'Do not ask the service first'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -s y -l yes -d 'Do not ask'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would be sent, send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l password-stdin -d 'Read the password from stdin'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l email -d 'Login of the sub-account' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -s y -l yes -d 'Do not ask'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l dry-run -d 'Show what would be sent, send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from reset-secret" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the sub-accounts and what they have left'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a sub-account, or many from a roster'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from help" -f -a "reset-secret" -d 'Give a sub-account a new appSecret'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand subaccounts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -f -a "info" -d 'Show what the group owns, has allocated and has used'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and not __fish_seen_subcommand_from info help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from info" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from help" -f -a "info" -d 'Show what the group owns, has allocated and has used'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand group; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -f -a "log" -d 'Show the records of some or all sub-accounts'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and not __fish_seen_subcommand_from log help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l email -d 'Only this e-mail; repeatable, or several with commas' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l emails-from -d 'Only the e-mails in this file (- for stdin), one a line or with commas' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l type -d 'Only records of this kind' -r -f -a "all\t'VOD and live'
live\t'Channels, concurrency, minutes'
vod\t'Space and flow'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l since -d 'Not before this time; a date alone is the start of that day' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l until -d 'Not after this time; a date alone is the end of that day' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l limit -d 'Stop after this many rows' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l page -d 'Only this page, as the service gives it, from 1' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l page-size -d 'Rows of that one page' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from log" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from help" -f -a "log" -d 'Show the records of some or all sub-accounts'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand allocations; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -f -a "group" -d 'List the group account\'s own bill for a month'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and not __fish_seen_subcommand_from group help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l month -d 'The month: 2022-05 or 202205' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l limit -d 'Stop after this many rows' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l page -d 'Only this page, as the service gives it, from 1' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l page-size -d 'Rows of that one page' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from group" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from help" -f -a "group" -d 'List the group account\'s own bill for a month'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand billing; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -f -a "list" -d 'List the child accounts of the account whose key is used'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -f -a "roles" -d 'List the roles that a child account may have'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -f -a "update" -d 'Change a child account'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and not __fish_seen_subcommand_from list roles update help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l email -d 'Only this e-mail; repeatable, or several with commas' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l emails-from -d 'Only the e-mails in this file (- for stdin), one a line or with commas' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l limit -d 'Stop after this many rows' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l page -d 'Only this page, as the service gives it, from 1' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l page-size -d 'Rows of that one page' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l limit -d 'Stop after this many rows' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from roles" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l email -d 'Login of the child account' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l name -d 'New name, at most 50 characters' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l role -d 'Id of the new role; `polyv-group children roles` lists them' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l telephone -d 'New phone number' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l description -d 'New description, at most 100 characters; empty to clear it' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l ask-password -d 'Ask for a new password: 8 to 16 characters, letters and digits'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l password-stdin -d 'Read the password from stdin'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -s y -l yes -d 'Do not ask'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l dry-run -d 'Show what would be sent, send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from update" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the child accounts of the account whose key is used'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from help" -f -a "roles" -d 'List the roles that a child account may have'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a child account'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand children; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "add" -d 'Save an account\'s appId and secret under a name'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "list" -d 'List the profiles in the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "show" -d 'Show which settings are in force and where each came from'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "use" -d 'Make a profile the one used when none is named'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "remove" -d 'Remove a profile from the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "check" -d 'Find out why nothing works: files, settings, network, clock, key'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and not __fish_seen_subcommand_from add list show use remove check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l app-id -d 'The account\'s appId' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l secret-file -d 'Take it from this file each time; it must be yours alone' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l secret-env -d 'Take it from this environment variable each time' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l secret-command -d 'Take it from this command\'s output each time; words are split at blanks, no shell is run' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l base-url -d 'Address of the service, if it is not the usual one' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l ca-file -d 'PEM file of certificates to trust' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l secret-stdin -d 'Read the appSecret from stdin and save it in the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l read-only -d 'Refuse every write with this profile'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l replace -d 'Replace a profile of this name'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l no-verify -d 'Save it without trying it'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l sources -d 'Also show what each setting won over'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from use" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "add" -d 'Save an account\'s appId and secret under a name'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the profiles in the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show which settings are in force and where each came from'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "use" -d 'Make a profile the one used when none is named'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a profile from the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "check" -d 'Find out why nothing works: files, settings, network, clock, key'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand profiles; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s Q -l query -d 'A query parameter, signed; repeatable' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s F -l form -d 'A parameter of the form in the body, signed; repeatable' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l json -d 'Send this JSON document as the body, unsigned (- for stdin)' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l paginate -d 'Read all pages of a list'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s i -l include -d 'Print the HTTP status and headers too, also of a refusal'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s y -l yes -d 'Do not ask'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l dry-run -d 'Show what would be sent by a method other than GET, send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand api" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s Q -l query -d 'A query parameter, signed; repeatable' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s F -l form -d 'A parameter of the form in the body, signed; repeatable' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l timestamp -d 'Sign with this time instead of now (Unix milliseconds)' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l explain -d 'Show every step'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sign" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -f -a "serve" -d 'Serve the simulator on this machine, for any client'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -f -a "reset" -d 'Forget what was created in the sandbox'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l port -d 'Port on 127.0.0.1; 0 takes a free one' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l accounts -d 'Seeded sub-accounts' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l children -d 'Seeded child accounts' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l logs -d 'Seeded allocation records' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l seed -d 'Same seed and numbers, same data' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l latency -d 'Hold every request for so long' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l fault -d 'Spoil answers; repeatable' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l forget -d 'Keep what is created in memory only'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve the simulator on this machine, for any client'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Forget what was created in the sandbox'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand completions" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l profile -d 'Use this profile and no credentials from the environment' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l config -d 'Read this config file' -r -F
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -s o -l output -d 'Output format: table (default), json, jsonl or csv' -r -f -a "table\t'Aligned columns for people'
json\t'One JSON array with the service\'s own objects'
jsonl\t'The same objects, one a line'
csv\t'RFC 4180 with the API\'s field names as headings'"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l columns -d 'Columns of tables and CSV, by name or heading; `all` for all; +A,-B to add A to the usual ones and take B away' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l tz -d 'Time zone of printed times: an IANA name or `local` [default: Asia/Shanghai]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l lang -d 'Language of text for people' -r -f -a "zh\t''
en\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l timeout -d 'Time allowed for one request [default: 30s]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l retries -d 'Tries after the first one, 0 to 20 [default: 4]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l connections -d 'Connections at a time, 1 to 64 [default: 8]' -r
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l sandbox -d 'Run against the built-in simulator: no account, no network, no config'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l no-header -d 'No heading line in tables and CSV'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l excel -d 'CSV for spreadsheets: BOM, CRLF, formulas defused (without it every value is byte-faithful)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l show-secrets -d 'Print secrets instead of ********'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -l print-curl -d 'Print the first request as a curl command, its secrets masked; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -s q -l quiet -d 'No progress and no warnings on stderr'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -s v -l verbose -d 'Tell of requests and retries on stderr; twice: parameters and replies'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand man" -s V -l version -d 'Print version'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "subaccounts" -d 'The full accounts of the group, each with its own appId'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "group" -d 'The group account itself'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "allocations" -d 'What the group gave to its sub-accounts, and took back'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "billing" -d 'What was used and charged, day by day'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "children" -d 'Child accounts: staff logins inside one account'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "profiles" -d 'Saved credentials and settings'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "api" -d 'Call any endpoint of the service, signed'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "sign" -d 'Show how a call is signed; send nothing'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "sandbox" -d 'The built-in simulator: no account, no network'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "man" -d 'Write the manual pages to a folder'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and not __fish_seen_subcommand_from subaccounts group allocations billing children profiles api sign sandbox completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from subaccounts" -f -a "list" -d 'List the sub-accounts and what they have left'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from subaccounts" -f -a "create" -d 'Create a sub-account, or many from a roster'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from subaccounts" -f -a "reset-secret" -d 'Give a sub-account a new appSecret'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from group" -f -a "info" -d 'Show what the group owns, has allocated and has used'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from allocations" -f -a "log" -d 'Show the records of some or all sub-accounts'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from billing" -f -a "group" -d 'List the group account\'s own bill for a month'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from children" -f -a "list" -d 'List the child accounts of the account whose key is used'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from children" -f -a "roles" -d 'List the roles that a child account may have'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from children" -f -a "update" -d 'Change a child account'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "add" -d 'Save an account\'s appId and secret under a name'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "list" -d 'List the profiles in the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "show" -d 'Show which settings are in force and where each came from'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "use" -d 'Make a profile the one used when none is named'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "remove" -d 'Remove a profile from the config file'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from profiles" -f -a "check" -d 'Find out why nothing works: files, settings, network, clock, key'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "serve" -d 'Serve the simulator on this machine, for any client'
complete -c polyv-group -n "__fish_polyv_group_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "reset" -d 'Forget what was created in the sandbox'
