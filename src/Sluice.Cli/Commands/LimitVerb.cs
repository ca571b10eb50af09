using System.Globalization;
using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice limit</c>: shows running commands and changes their limits.</summary>
sealed class LimitVerb : Verb
{
    readonly LimitFlags _limits = new(changes: true);
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public LimitVerb() : base("limit", "Show running commands and change their limits.", "[options] [PID...|all]") =>
        Declare(new("What shall hold from now on", _limits.Options), _output.ShowGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Without a PID the commands of this user that are running are shown. Rates need units (10MB/s); off takes
        a rate away, auto gives concurrency and memory back to the run. A timetable repeats every week, by the
        local clock: "08:00,10MB/s 18:00,off" or with days, "Mon-08:00,10MB/s Fri-18:00,off". Bandwidth holds
        for each direction on its own.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice limit", "what is running, how fast, within which limits"),
        new("sluice limit 4711 --bandwidth 20MB/s", "slow one down"),
        new("sluice limit all --bandwidth '08:00,20MB/s 18:00,off'", "all of them, in the daytime"),
        new("sluice limit 4711 --concurrency auto --bandwidth off", "let it go"),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<string> Complete(System.CommandLine.ParseResult parsed, string word) =>
        [.. LimitDirectory.Processes().Select(static pid => pid.ToString(CultureInfo.InvariantCulture)), "all"];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        // What is set holds for commands that begin.
        line.TakeTyped(_limits.Options);
        LimitChange change = _limits.Read(line);
        bool all = operands.Contains("all");
        if (all && operands.Count > 1)
            line.Problem("all stands for every running command: give it alone.");
        if (operands.Count == 0 && !change.IsEmpty)
            line.Problem("Say whose limits to change: sluice limit PID, or all.");
        List<int> processes = [];
        foreach (string operand in operands)
        {
            if (int.TryParse(operand, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
                processes.Add(pid);
            else if (operand != "all")
                line.Problem($"{DisplayText.Of(operand)} is no process: give its number, as 'sluice limit' shows it, or all.");
        }
        return new BoundCommand(_output.Read(line), session => new LimitCommand(session).Run(all || processes.Count == 0 ? null : processes, change.IsEmpty ? null : change));
    }
}
