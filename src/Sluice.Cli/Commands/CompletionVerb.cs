using Sluice.Cli.Options;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice completion</c>: prints a script that completes commands and options in a shell.</summary>
sealed class CompletionVerb : Verb
{
    // The scripts ask the command itself (Suggestions). Where it has no answer the shell completes file names.
    const string Bash =
        """
        _sluice() {
            local found
            # A store's name, quoted or not, as far as it is typed.
            local store="(^|[[:space:]])s3:([^[:space:]\\\\]|\\\\.)*\$|[\"']s3:[^\"']*\$"
            COMPREPLY=()
            while IFS= read -r found; do
                COMPREPLY+=("$found")
            done < <(sluice "[suggest:${COMP_POINT}:bash]" "${COMP_LINE}" "${COMP_WORDBREAKS}" 2>/dev/null)
            # Behind a slash one goes on typing, and no file of this machine lies in a store.
            [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
            [[ ${COMP_LINE:0:COMP_POINT} =~ $store ]] && compopt +o default +o bashdefault 2>/dev/null
            return 0
        }
        complete -o default -o bashdefault -F _sluice sluice
        """;

    const string Zsh =
        """
        #compdef sluice
        _sluice() {
            local line="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}"
            local -a found places names
            found=(${(f)"$(sluice "[suggest:${#line}]" "$line" 2>/dev/null)"})
            # Behind a slash one goes on typing.
            places=(${(M)found:#*/})
            names=(${found:#*/})
            (( $#places )) && compadd -S '' -a places
            (( $#names )) && compadd -a names
            # No file of this machine lies in a store.
            (( $#found )) || [[ "$PREFIX" == s3:* ]] || _files
        }
        # In a directory of fpath this file is the function itself, and its first call has to answer.
        if [[ "${funcstack[1]}" == _sluice ]]; then _sluice "$@"; else compdef _sluice sluice; fi
        """;

    const string Fish =
        """
        complete -c sluice -n 'string match -qr "^[\'\\"]?s3:" -- (commandline -ct)' -f
        complete -c sluice -a "(sluice '[suggest:'(string length -- (commandline -cp))']' (commandline -cp) 2>/dev/null)"
        """;

    const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName sluice -ScriptBlock {
            param($word, $line, $position)
            Set-StrictMode -Off
            $ErrorActionPreference, $PSNativeCommandUseErrorActionPreference, $code = 'SilentlyContinue', $false, $global:LASTEXITCODE
            # The words as PowerShell has read them, the one at the cursor whole: it is replaced whole. A comma parts two.
            $parts = @($line.CommandElements | ForEach-Object { if ($_.GetType().Name -eq 'ArrayLiteralAst') { $_.Elements } else { $_ } } | Where-Object { $_.Extent.StartOffset -lt $position })
            $typed = ''
            if ($parts[-1].Extent.EndOffset -lt $position -or $parts[-1].GetType().Name -eq 'ErrorExpressionAst') { $parts += '' } else { $typed = $parts[-1].Extent.Text }
            # For the command they are quoted as for sh, by which nothing in them ends a word.
            $text = @($parts | ForEach-Object {
                $value = if ($_.GetType().Name -match '^(StringConstant|ExpandableString)Expression') { $_.Value } else { $_.Extent.Text }
                "'" + "$value".Replace("'", "'\''") + "'"
            }) -join ' '
            # The command that is typed is asked; what it prints as it fails is no answer.
            $global:LASTEXITCODE = 0
            $found = @(& $line.GetCommandName() "[suggest:$($text.Length):described]" $text 2>$null)
            if ($global:LASTEXITCODE -ne 0) { $found = @() }
            $global:LASTEXITCODE = $code
            # No file of this machine lies in a store, and of no candidate PowerShell makes files.
            if ($found.Count -eq 0 -and $typed -match '^["''\u2018-\u201E]?s3:') { [System.Management.Automation.CompletionResult]::new($typed) }
            foreach ($answer in $found) {
                $name, $about = "$answer" -split "`t", 2
                # PowerShell takes curly quotes for quotes, too.
                $quoted = if ($typed -match '^["\u201C-\u201E]') { '"' + ($name -replace '[`$"\u201C-\u201E]', '`$0') + '"' }
                    elseif ($typed -match '^[''\u2018-\u201B]' -or $name -notmatch '^[\w./:=+%@-]+$') { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($name) + "'" }
                    else { $name }
                # Behind a slash one goes on typing: of a directory the cursor is put before the quote. Where directories end in \, one would be added.
                $kind = if ($name.EndsWith([System.IO.Path]::DirectorySeparatorChar)) { 'ProviderContainer' } else { 'ParameterValue' }
                if (-not $about) { $about = $name }
                [System.Management.Automation.CompletionResult]::new($quoted, $name, $kind, $about)
            }
        }
        """;

    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public CompletionVerb() : base("completion", "Print a completion script for bash, zsh, fish or PowerShell.", "bash|zsh|fish|pwsh")
    {
        Operands.CompletionSources.Add(static _ => [new("bash"), new("zsh"), new("fish"), new("pwsh")]);
        Declare();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("source <(sluice completion bash)", "in ~/.bashrc"),
        new("source <(sluice completion zsh)", "in ~/.zshrc, after compinit"),
        new("sluice completion fish > ~/.config/fish/completions/sluice.fish", "for fish"),
        new("sluice completion pwsh | Out-String | Invoke-Expression", "in $PROFILE, for PowerShell"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        string shell = operands.Count == 1 ? operands[0] : "";
        string script = shell switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, "pwsh" or "powershell" => PowerShell, _ => "" };
        if (script.Length == 0)
            line.Problem($"{(shell.Length == 0 ? "Say which shell" : $"There is no script for {DisplayText.Of(shell)}")}: sluice completion bash, zsh, fish or pwsh.");
        return new BoundCommand(_output.Read(line), session =>
        {
            session.Output.WriteLine(script);
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }
}
