using System.Collections.Concurrent;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Uploads;

namespace Sluice.Transfer.Copies;

/// <summary>
/// Passes parts of an object on to another store while they come, so that each keeps a window in memory and not all of it. What was passed on cannot be sent
/// again: a part that fails for whatever reason is held in memory the next time, where it can. Safe for many threads.
/// </summary>
/// <param name="item">The copy.</param>
/// <param name="run">The run.</param>
/// <param name="source">What is copied.</param>
/// <param name="info">What is known of it.</param>
/// <param name="target">Where to.</param>
/// <param name="writer">The upload.</param>
internal sealed class PartRelay(ItemTransfer item, TransferContext run, ObjectSource source, ObjectInfo info, ObjectTarget target, MultipartWriter writer)
{
    /// <summary>Bytes that a part keeps while it passes.</summary>
    public const int Window = 64 << 10;

    // By part, whether the store seems not to know such bodies.
    readonly ConcurrentDictionary<int, bool> _held = [];
    volatile bool _isRefused;

    /// <summary>True when there is a header for this checksum, which stands behind the bytes.</summary>
    public static bool IsPossible(ChecksumAlgorithm algorithm, S3Client target) =>
        target.TakesStreams && algorithm is not (ChecksumAlgorithm.None or ChecksumAlgorithm.Md5);

    /// <summary>True while no part has to be held.</summary>
    public bool HoldsNone => !_isRefused && _held.IsEmpty;

    /// <summary>True when this part is to be passed on; one that travels with its request's head is not.</summary>
    public bool Takes(int part, long length) => !_isRefused && length > RequestSender.JoinLimit && target.Client.TakesStreams && !_held.ContainsKey(part);

    /// <summary>Passes a part on, once; false when it has to be held. Throws <see cref="OperationCanceledException"/> when it is not wanted any more.</summary>
    /// <param name="part">Its number, from 0.</param>
    /// <param name="range">Where it is.</param>
    /// <param name="worker">Who does.</param>
    /// <param name="sum">The checksum of what was passed on.</param>
    /// <param name="doubtful">The store's answers contradicted each other about the object.</param>
    public bool TryPass(int part, ByteRange range, Worker worker, out ObjectChecksum sum, out bool doubtful)
    {
        if (TryPass(part, range, worker, out sum, out doubtful, out S3Error? error, out bool wasSent))
            return true;
        if (item.IsGivenUp)
            throw new OperationCanceledException();
        // Taken without a word of what it is, refused for good, or what such bodies are called was taken for their digest (Ceph 16).
        bool isRefused = wasSent && (error is null or { Code: "XAmzContentSHA256Mismatch" }
            || error is { Retry: RetryClass.Never, Kind: FailureKind.NotSupported or FailureKind.BadRequest or FailureKind.Denied });
        _isRefused |= isRefused;
        _held[part] = isRefused;
        if (!wasSent)
            run.Ledger.CountRefetch();
        else
            target.Client.Counters.CountRetry(error is null ? "no checksum" : RetryLoop.ReasonOf(error));
        if (!isRefused && error is { Retry: RetryClass.AfterBackoff } && !target.Client.Rest(error, run.Token))
            throw new OperationCanceledException();
        return false;
    }

    /// <summary>A part has arrived that was held: what was taken so, and not as it came, shows what the store does not know.</summary>
    public void Arrived(int part)
    {
        if (_held.TryRemove(part, out bool wasRefused) && wasRefused)
            target.Client.LearnWithoutStreams();
    }

    bool TryPass(int part, ByteRange range, Worker worker, out ObjectChecksum sum, out bool doubtful, out S3Error? error, out bool wasSent)
    {
        (sum, doubtful, error, wasSent) = (default, false, null, false);
        using BufferLease window = run.Memory.Reserve(Window, run.Token);
        using BodyFetch from = new(item, worker, source.Client, source.Get with { Range = range, IfMatch = info.ETag, ObjectSize = info.TotalLength, CustomerKey = run.Request.SourceCustomerKey });
        if (from.Open(range.Length, info) is not null || from.Length != range.Length)
            return false;
        RelayedBody body = new(item, from, range.Length, worker.Hasher(writer.Checksum), window.Memory);
        bool isTaken = writer.TryPass(part + 1, body, out error, worker.Token);
        // A source that failed is none of the destination's affairs.
        wasSent = from.Failure is null && error is not { Kind: FailureKind.SourceRead };
        (sum, doubtful) = (body.Sum ?? default, from.IsDoubtful);
        bool isPassed = isTaken && body.Sum is not null;
        // What is to move again has not moved.
        if (!isPassed)
            item.CountMoved(-body.Counted);
        return isPassed;
    }
}
