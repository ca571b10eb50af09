using Sluice.Cli.Options;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice completion</c>: prints a script that completes commands and options in a shell.</summary>
sealed class CompletionVerb : Verb
{
    // The scripts ask the command itself, through System.CommandLine's [suggest:POSITION] directive. Where it has no
    // answer the shell completes file names.
    const string Bash =
        """
        _sluice() {
            local word=${COMP_LINE:0:COMP_POINT} found typed
            word=${word##*[[:space:]]}
            # A colon ends a word of bash's, unless it was told otherwise: what stands before it is there already.
            [[ $word == *:* && $COMP_WORDBREAKS == *:* ]] && typed=${word%"${word##*:}"}
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == "$word"* ]] && COMPREPLY+=("$(printf %q "${found#"$typed"}")")
            done < <(sluice "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            # Behind a slash one goes on typing, and no file of this machine lies in a store.
            [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
            [[ $word == s3:* ]] && compopt +o default +o bashdefault 2>/dev/null
            return 0
        }
        complete -o default -o bashdefault -F _sluice sluice
        """;

    const string Zsh =
        """
        #compdef sluice
        _sluice() {
            local -a found
            found=("${(@f)$(sluice "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${found[*]}" ]]; then
                compadd -Q -S '' -- "${(@q)${(M)found:#*/}}"
                compadd -Q -- "${(@q)${found:#*/}}"
            elif [[ "$PREFIX" != s3:* ]]; then
                _files
            fi
        }
        # In a directory of fpath this file is the function itself, and its first call has to answer.
        if [[ "${funcstack[1]}" == _sluice ]]; then _sluice "$@"; else compdef _sluice sluice; fi
        """;

    const string Fish =
        """
        complete -c sluice -n 'string match -q "s3:*" -- (commandline -ct)' -f
        complete -c sluice -a "(sluice '[suggest:'(string length -- (commandline -cp))']' (commandline -cp) 2>/dev/null)"
        """;

    const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName sluice -ScriptBlock {
            param($word, $line, $position)
            sluice "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
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
        string script = shell switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, "pwsh" => PowerShell, _ => "" };
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
