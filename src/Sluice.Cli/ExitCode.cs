namespace Sluice.Cli;

/// <summary>What the command tells its caller. The root help lists the same table.</summary>
static class ExitCode
{
    /// <summary>All that was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>Finished, and some items failed; each was named.</summary>
    public const int Failures = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Could not start: credentials, endpoint, bucket or journal.</summary>
    public const int CannotStart = 3;

    /// <summary>Bytes and checksum disagree, a benchmark got slower, or a store deviates in what Sluice relies on.</summary>
    public const int Differences = 4;

    /// <summary>A worker may not do the job, or cannot read it: whoever started it need not start it again.</summary>
    public const int NeverAgain = 42;

    /// <summary>Asked to stop before it was done: whoever started it may start it again (sysexits.h, EX_TEMPFAIL).</summary>
    public const int TryAgain = 75;

    /// <summary>Interrupted by Ctrl-C or SIGTERM; the same command goes on, or with --no-journal nothing half-written was left.</summary>
    public const int Interrupted = 130;

    /// <summary>The codes as help shows them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Table { get; } =
    [
        (Done, "all done"),
        (Failures, "finished with failures; each one is named on stderr"),
        (Usage, "the command line makes no sense"),
        (CannotStart, "could not start: credentials, endpoint, bucket or journal"),
        (Differences, "verification found differences, a comparison of benchmarks a regression, or a probe a store to beware of"),
        (NeverAgain, "never again: a worker cannot or may not do the job"),
        (TryAgain, "please run again: a worker of a job was asked to stop"),
        (Interrupted, "interrupted; the same command goes on where it was"),
    ];
}
