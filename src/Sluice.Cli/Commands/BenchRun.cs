using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3.Auth;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Runs a benchmark with everything around it.</summary>
sealed class BenchRun(Session session, EngineOptions options, ClientDefaults connection, ReportSettings? report)
{
    /// <summary>Measures, and returns the exit code.</summary>
    public int Run(BenchRequest request)
    {
        session.Errors.PrintSentence($"bench {request.Operation} is not built yet ({options.Concurrency}, {connection.Profile}, {report?.Path}).");
        return ExitCode.Failures;
    }
}
