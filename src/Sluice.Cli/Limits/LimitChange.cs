using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Pacing;
using Sluice.Transfer;

namespace Sluice.Cli.Limits;

/// <summary>Limits that are to hold from now on, as typed; null for those that stay. From a flag or from another process: untrusted.</summary>
/// <param name="Bandwidth">A rate, a timetable, or off.</param>
/// <param name="RequestsPerSecond">A number, or off.</param>
/// <param name="Memory">A size, or auto.</param>
/// <param name="Concurrency">A number, or auto.</param>
sealed record LimitChange(string? Bandwidth = null, string? RequestsPerSecond = null, string? Memory = null, string? Concurrency = null)
{
    const string Auto = "auto";

    /// <summary>True when nothing is to change.</summary>
    public bool IsEmpty => this == new LimitChange();

    /// <summary>All that is wrong, a sentence each; empty when it can be applied.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Read(problems, new RunLimits());
        return problems;
    }

    /// <summary>Applies what of it has no problems.</summary>
    public void ApplyTo(RunLimits limits) => Read([], limits);

    void Read(List<string> problems, RunLimits limits)
    {
        if (Concurrency is not null)
        {
            if (Concurrency == Auto)
                limits.Concurrency = null;
            else if (int.TryParse(Concurrency, NumberStyles.None, CultureInfo.InvariantCulture, out int requests) && requests is >= 1 and <= TransferOptions.MostRequests)
                limits.Concurrency = requests;
            else
                problems.Add($"--concurrency {DisplayText.Of(Concurrency)}: give a whole number from 1 to 1,024, or auto.");
        }
        if (Memory is not null)
        {
            if (Memory == Auto)
                limits.Memory = null;
            else if (!ByteSize.TryParse(Memory, out long bytes, out string problem))
                problems.Add($"--memory {DisplayText.Of(Memory)}: {problem}");
            else if (bytes < TransferOptions.LeastMemory)
                problems.Add($"Memory is {bytes:N0} bytes; at least 16 MiB is needed.");
            else
                limits.Memory = bytes;
        }
        if (Bandwidth is not null)
        {
            if (RateText.TryParse(Bandwidth, out RateSchedule? rate, out string problem))
                limits.Traffic.Bandwidth = rate;
            else
                problems.Add($"--bandwidth {DisplayText.Of(Bandwidth)}: {problem}");
        }
        if (RequestsPerSecond is not null)
        {
            if (RateText.TryParseRequests(RequestsPerSecond, out RateSchedule? rate, out string problem))
                limits.Traffic.Requests = rate;
            else
                problems.Add($"--requests-per-second {DisplayText.Of(RequestsPerSecond)}: {problem}");
        }
    }
}
