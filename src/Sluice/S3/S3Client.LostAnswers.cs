using System.Buffers;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Operations;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>Attempts at a write that a store calls done without saying what it made, and whose object is not there.</summary>
    const int MaxMuteAttempts = 3;

    S3Result<PutResult> Lost(PutObjectRequest put, WireRequest wire, DateTimeOffset begun, S3Error error, CancellationToken cancellationToken)
    {
        WrittenObject found = Find(new WrittenObject.Expected(put.Bucket, put.Key)
        {
            Size = put.Body.Length,
            PartCount = 0,
            Checksum = wire.SentChecksum,
            ETag = wire.SentMd5,
            Begun = begun,
            Pieces = (wire.SentChecksum ?? wire.SentMd5) is { } sum ? [(put.Body.Length, sum)] : null,
            Attributes = put.Attributes,
            CustomerKey = put.Attributes.Sse?.CustomerKey,
            IsNew = put.IfAbsent,
        }, error, cancellationToken);
        return found.Fate == WriteFate.Done ? found.ToResult(wire.SentChecksum) : found.Explain(error);
    }

    /// <summary>Looks for the object of a write whose answer was lost.</summary>
    WrittenObject Find(WrittenObject.Expected expected, S3Error error, CancellationToken cancellationToken)
    {
        HeadObjectRequest head = new(expected.Bucket, expected.Key) { CustomerKey = expected.CustomerKey };
        WireRequest wire = ReadOperations.Compose(head);
        // A store that does not answer has been waited for already.
        S3Result<(ObjectInfo Info, DateTimeOffset? Date)> answer = error.Kind is FailureKind.Network or FailureKind.Server or FailureKind.Throttled
            ? _pipeline.Send(wire, head, ReadDated, cancellationToken)
            : Execute(wire, head, ReadDated, cancellationToken);
        // A store that allows GET only does not tell its time as well.
        if (answer.Error is { Kind: FailureKind.Denied or FailureKind.NotSupported } && HeadObject(head, cancellationToken).TryGet(out ObjectInfo? seen, out _))
            answer = (seen, null);
        if (answer.Error is { } unknown)
            return new WrittenObject(unknown.Kind == FailureKind.NotFound ? WriteFate.Absent : WriteFate.Unknown, null);
        return WrittenObject.Judge(expected, answer.Value.Info, answer.Value.Date - Options.Clock.GetUtcNow(),
            pieces => HasBytes(new GetObjectRequest(expected.Bucket, expected.Key) { CustomerKey = expected.CustomerKey }, pieces, answer.Value.Info.ETag ?? "", cancellationToken).TryGet(out bool same, out _) ? same : null);
    }

    /// <summary>Reads an object and says whether its bytes are those of the pieces, all of them; an error when it cannot be read.</summary>
    /// <param name="get">Asks for it.</param>
    /// <param name="pieces">Length and checksum of each.</param>
    /// <param name="etag">The ETag that it must have; null for any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal S3Result<bool> HasBytes(GetObjectRequest get, IReadOnlyList<(long Length, ObjectChecksum Checksum)> pieces, string? etag, CancellationToken cancellationToken)
    {
        if (!GetObject(get, cancellationToken).TryGet(out GetObjectResponse? response, out S3Error? error))
            return error;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            using GetObjectResponse body = response;
            if (etag is not null && body.Info.ETag != etag)
                return Other();
            foreach ((long length, ObjectChecksum checksum) in pieces)
            {
                using ChecksumHasher hasher = new(checksum.Algorithm);
                for (long done = 0; done < length;)
                {
                    int count = body.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done)));
                    if (count == 0)
                        return false;
                    hasher.Append(buffer.AsSpan(0, count));
                    done += count;
                }
                if (hasher.Finish() != checksum)
                    return false;
            }
            return body.Read(buffer) == 0;
        }
        catch (S3Exception broken)
        {
            return broken.Error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>True, after a pause, when a store said that it has done a write, told nothing of it, and shows no object.</summary>
    bool IsWorthRepeating(S3Error error, WriteFate fate, int attempt, CancellationToken cancellationToken) =>
        error is { Kind: FailureKind.Protocol, Status: >= 200 and < 300 } && fate != WriteFate.Done && attempt < MaxMuteAttempts && _retries.Pause(attempt, error, cancellationToken);

    static S3Result<(ObjectInfo Info, DateTimeOffset? Date)> ReadDated(Response answer, HeadObjectRequest request) =>
        ReadOperations.ReadHead(answer, request).TryGet(out ObjectInfo? info, out S3Error? error) ? (info, ErrorClassifier.Date(answer.Head)) : error;
}
