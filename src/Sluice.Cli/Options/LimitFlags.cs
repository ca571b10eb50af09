using System.CommandLine;
using Sluice.Cli.Limits;

namespace Sluice.Cli.Options;

/// <summary>Limits of a run, which also <c>sluice limit</c> takes to change them.</summary>
sealed class LimitFlags
{
    readonly Option<string> _bandwidth = Flags.Value("--bandwidth", "RATE", "Bytes per second in each direction, such as 500MB/s, or a timetable: \"08:00,10MB/s 18:00,off\". 'sluice limit' changes it in mid-run.");
    readonly Option<string> _requests = Flags.Value("--requests-per-second", "N", "Requests per second, attempts after the first included; off for no limit.");

    /// <summary>For a command that begins, or for one that changes another.</summary>
    public LimitFlags(bool changes = false)
    {
        Concurrency = Flags.Value("--concurrency", "N", changes ? "Requests in flight at once, 1 to 1024; auto gives it back to the run." : "Requests in flight at once, 1 to 1024. Default: found while running.");
        Memory = Flags.Value("--memory", "SIZE", changes ? "Cap for all buffers, such as 256MiB; auto for the default." : "Cap for all buffers, such as 256MiB. Default: a quarter of what this process may use, at most 1GiB.");
    }

    /// <summary>Requests at once.</summary>
    public Option<string> Concurrency { get; }

    /// <summary>All buffers together.</summary>
    public Option<string> Memory { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options => [Concurrency, Memory, _bandwidth, _requests];

    /// <summary>Those of commands that keep nothing in memory.</summary>
    public IReadOnlyList<Option> WithoutMemory => [Concurrency, _bandwidth, _requests];

    /// <summary>Those that were typed, as words for another command.</summary>
    public IEnumerable<string> Typed(CommandLine line) => from option in new[] { Concurrency, Memory, _bandwidth, _requests } where line.IsTyped(option) select $"{option.Name}={line.Text(option)}";

    /// <summary>Reads them; what is wrong with them becomes a problem of the line.</summary>
    public LimitChange Read(CommandLine line)
    {
        LimitChange change = new(line.Text(_bandwidth), line.Text(_requests), line.Text(Memory), line.Text(Concurrency));
        foreach (string problem in change.Problems())
            line.Problem(problem);
        return change;
    }
}
