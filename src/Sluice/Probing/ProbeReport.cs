using Sluice.S3;

namespace Sluice.Probing;

/// <summary>What a probe found.</summary>
/// <param name="Findings">In the order of the checks.</param>
/// <param name="Requests">Requests of the checks.</param>
/// <param name="BytesSent">Bytes of their bodies.</param>
/// <param name="Elapsed">Time from the first check to the end of cleaning up.</param>
/// <param name="Left">What could not be removed, one sentence each, fit for a terminal; empty when nothing is left.</param>
public sealed record ProbeReport(IReadOnlyList<ProbeFinding> Findings, long Requests, long BytesSent, TimeSpan Elapsed, IReadOnlyList<string> Left)
{
    /// <summary>True when it was stopped before all checks were tried.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>What is remembered of this store.</summary>
    public StoreDeviations Deviations => Findings.Where(static finding => finding.Verdict == ProbeVerdict.Deviates).Aggregate(StoreDeviations.None, static (all, finding) => all | finding.Check.Remembered);

    /// <summary>What was tried and neither holds nor deviates is not known to be any better than before.</summary>
    public StoreDeviations Undecided => Findings.Where(static finding => finding.Verdict == ProbeVerdict.Unknown).Aggregate(StoreDeviations.None, static (all, finding) => all | finding.Check.Remembered);

    /// <summary>True when the store deviates in something that Sluice relies on.</summary>
    public bool BreaksPromises => Findings.Any(static finding => finding.Verdict == ProbeVerdict.Deviates && finding.Check.IsReliedOn);
}
