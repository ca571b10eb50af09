using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>
/// Asks a source, by a HEAD each, for some of the objects that its listing did not have, before their copies are removed for it: what a store does not list may be there all the
/// same. All of a few, and of many so many, evenly spread: a store that leaves out more than one of a hundred shows it. A HEAD that is refused tells nothing.
/// </summary>
/// <param name="source">The source.</param>
internal sealed class SourceLook(S3Tree source)
{
    /// <summary>Objects that are asked for at most.</summary>
    public const int Most = 64;

    const int AtOnce = 16;

    /// <summary>One that is there; null when none is.</summary>
    /// <param name="unlisted">Names of what the listing did not have.</param>
    /// <param name="count">How many these are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ObjectKey? Find(IEnumerable<ReadOnlyMemory<byte>> unlisted, long count, CancellationToken cancellationToken)
    {
        long step = Math.Max(1, (count + Most - 1) / Most);
        ObjectKey[] asked = [.. unlisted.Where((_, at) => at % step == 0).Select(name => source.KeyOf(name.Span))];
        int found = -1;
        // Whoever was stopped removes nothing anyway.
        Parallel.For(0, asked.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (at, state) =>
        {
            if (source.Client.HeadObject(new HeadObjectRequest(source.Place.Bucket, asked[at]) { ChecksumMode = false }, cancellationToken).Error is not null)
                return;
            Volatile.Write(ref found, at);
            state.Stop();
        });
        return found < 0 ? null : asked[found];
    }
}
