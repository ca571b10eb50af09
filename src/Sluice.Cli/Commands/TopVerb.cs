using System.CommandLine;
using Sluice.Cli.Options;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice top</c>: what is running, in one live view.</summary>
sealed class TopVerb : Verb
{
    static readonly TimeSpan Usual = TimeSpan.FromSeconds(1), Least = TimeSpan.FromMilliseconds(100), Most = TimeSpan.FromDays(1);

    readonly OutputFlags _output = new();
    readonly Option<string> _interval = Flags.Value("--interval", "TIME", "Time between two looks, 0.1s to 1d. Default: 1s.");

    /// <summary>Declares the command.</summary>
    public TopVerb() : base("top", "Show all running commands in one live view.", "[--json]") => Declare(new("What to show", _interval), _output.ShowGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The running commands of this user, the fastest first: since when, how much, how fast of late, how many
        requests at once, within which limits; and the runs that are unfinished, with the command that goes on.
        Ctrl-C or q ends it. Where stdout is no terminal it is shown once; --json gives a line for each command
        at each look. 'sluice limit PID' changes what a command may use.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice top", "until q"),
        new("sluice top --json --interval 10s >> rates.jsonl", "for a chart"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        if (line.Operands(Operands).Count > 0)
            line.Problem("sluice top shows all of them; 'sluice limit PID' one.");
        TimeSpan interval = Usual;
        if (line.Text(_interval) is { } text && (!Age.TryParse(text, out interval) || interval < Least || interval > Most))
            line.Problem($"--interval {Failures.DisplayText.Of(text)}: give a time with its unit, such as 5s; at least 0.1s and at most 1d.");
        return new BoundCommand(_output.Read(line), session => new TopCommand(session, interval).Run()) { OnlyReads = true, IsView = true };
    }
}
