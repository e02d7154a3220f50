# Completion of polyv-group for PowerShell. What may follow is asked of the
# program itself: profiles, columns and roles are those of this machine.
Register-ArgumentCompleter -Native -CommandName 'polyv-group' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') {
        # Before 7.3 an empty argument has to be quoted to arrive.
        $words += if ($PSNativeCommandArgumentPassing) { '' } else { '""' }
    }
    foreach ($line in polyv-group complete -- @words 2>$null) {
        $value, $help = $line -split "`t", 2
        # Without an answer PowerShell offers files by itself.
        if ($value -like '*:files') { return }
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
}
