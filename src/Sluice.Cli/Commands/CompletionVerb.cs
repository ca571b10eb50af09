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
            local IFS=$'\n'
            COMPREPLY=( $(compgen -W "$(sluice "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -o default -o bashdefault -F _sluice sluice
        """;

    const string Zsh =
        """
        #compdef sluice
        _sluice() {
            local -a found
            found=("${(@f)$(sluice "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${found[*]}" ]]; then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _sluice sluice
        """;

    const string Fish =
        """
        complete -c sluice -a "(sluice '[suggest:'(commandline -C)']' (commandline -cp) 2>/dev/null)"
        """;

    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public CompletionVerb() : base("completion", "Print a completion script for bash, zsh or fish.", "bash|zsh|fish")
    {
        Operands.CompletionSources.Add(static _ => [new("bash"), new("zsh"), new("fish")]);
        Declare();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("source <(sluice completion bash)", "in ~/.bashrc"),
        new("source <(sluice completion zsh)", "in ~/.zshrc, after compinit"),
        new("sluice completion fish > ~/.config/fish/completions/sluice.fish", "for fish"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        string shell = operands.Count == 1 ? operands[0] : "";
        string script = shell switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => "" };
        if (script.Length == 0)
            line.Problem($"{(shell.Length == 0 ? "Say which shell" : $"There is no script for {DisplayText.Of(shell)}")}: sluice completion bash, zsh or fish.");
        return new BoundCommand(_output.Read(line), session =>
        {
            session.Output.WriteLine(script);
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }
}
