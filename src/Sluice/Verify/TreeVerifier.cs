using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>Compares two sides name by name: two sorted listings side by side, contents on the engine's workers. Memory does not grow with the number of names.</summary>
/// <param name="engine">Runs it. One run at a time.</param>
public sealed class TreeVerifier(TransferEngine engine)
{
    /// <summary>
    /// Compares. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems; never for a name
    /// that differs or cannot be read. A side that is not there is the report's listing error.
    /// </summary>
    public async Task<VerifyReport> VerifyAsync(VerifyRequest request, CancellationToken cancellationToken)
    {
        List<string> problems = [.. engine.Problems(), .. request.Problems()];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(request));
        bool anyLocal = request.A.FilePath is not null || request.B.FilePath is not null;
        using ChecksumCache? cache = anyLocal && !request.SizeOnly && !request.ReadAll && request.ChecksumDirectory is { } directory
            ? ChecksumCache.Open(directory, engine.Options.Clock)
            : null;
        VerifyRun? verify = null;
        RunRequest run = new("verify") { SourceCustomerKey = request.CustomerKey, OwnPaths = request.ChecksumDirectory is { } checksums ? [checksums] : [] };
        TransferReport report = await engine.RunAsync(run, context =>
        {
            verify = new VerifyRun(request, context, engine.Clients, cache);
            return verify.Produce();
        }, cancellationToken).ConfigureAwait(false);
        cache?.Save();
        return verify!.Report(report) with { CacheProblem = cache?.Problem, CacheFilesDropped = cache?.Dropped ?? 0 };
    }
}
