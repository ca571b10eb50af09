using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Jobs;

namespace Sluice.Cli.Jobs;

/// <summary>What items of a job mean for an exit code: the same as on one machine.</summary>
static class JobExit
{
    /// <summary>The code: of a verification 4 when anything differs; else 1 when anything failed, was denied or is set apart.</summary>
    public static int CodeOf(JobDefinition job, OutcomeCounts found) =>
        IsVerification(job) && found.Changed + found.Missing > 0 ? ExitCode.Differences
        : found.Failures > 0 ? ExitCode.Failures
        : ExitCode.Done;

    /// <summary>True for a job of <c>verify</c>.</summary>
    public static bool IsVerification(JobDefinition job) => job.Words is ["verify", ..];
}
