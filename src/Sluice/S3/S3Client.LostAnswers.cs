using Sluice.S3.Checksums;
using Sluice.S3.Http;
using Sluice.S3.Operations;

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
        }, error, cancellationToken);
        return found is { Fate: WriteFate.Done, Info: { } info } ? new PutResult(info.ETag, info.VersionId, wire.SentChecksum, info.Checksum, info.RequestId) : found.Explain(error);
    }

    /// <summary>Looks for the object of a write whose answer was lost.</summary>
    WrittenObject Find(WrittenObject.Expected expected, S3Error error, CancellationToken cancellationToken)
    {
        HeadObjectRequest head = new(expected.Bucket, expected.Key) { CustomerKey = expected.CustomerKey };
        WireRequest wire = ReadOperations.Compose(head);
        // A store that does not answer has been waited for already.
        S3Result<(ObjectInfo Info, DateTimeOffset? Date)> answer = error.Kind is S3ErrorKind.Network or S3ErrorKind.Server or S3ErrorKind.Throttled
            ? _pipeline.Send(wire, head, ReadDated, cancellationToken)
            : Execute(wire, head, ReadDated, cancellationToken);
        // A store that allows GET only does not tell its time as well.
        if (answer.Error is { Kind: S3ErrorKind.Denied or S3ErrorKind.NotSupported } && HeadObject(head, cancellationToken).TryGet(out ObjectInfo? seen, out _))
            answer = (seen, null);
        if (answer.Error is { } unknown)
            return new WrittenObject(unknown.Kind == S3ErrorKind.NotFound ? WriteFate.Absent : WriteFate.Unknown, null);
        return WrittenObject.Judge(expected, answer.Value.Info, answer.Value.Date - Options.Clock.GetUtcNow(),
            pieces => HasBytes(expected, answer.Value.Info, pieces, cancellationToken));
    }

    // Null when it cannot be read.
    bool? HasBytes(WrittenObject.Expected expected, ObjectInfo info, IReadOnlyList<(long Length, ObjectChecksum Checksum)> pieces, CancellationToken cancellationToken)
    {
        GetObjectRequest get = new(expected.Bucket, expected.Key) { CustomerKey = expected.CustomerKey };
        if (!GetObject(get, cancellationToken).TryGet(out GetObjectResponse? response, out _))
            return null;
        using (response)
        {
            if (response.Info.ETag != info.ETag)
                return null;
            byte[] buffer = new byte[64 << 10];
            try
            {
                foreach ((long length, ObjectChecksum checksum) in pieces)
                {
                    using ChecksumHasher hasher = new(checksum.Algorithm);
                    for (long done = 0; done < length;)
                    {
                        int count = response.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done)));
                        if (count == 0)
                            return false;
                        hasher.Append(buffer.AsSpan(0, count));
                        done += count;
                    }
                    if (hasher.Finish() != checksum)
                        return false;
                }
                return response.Read(buffer) == 0;
            }
            catch (S3Exception)
            {
                return null;
            }
        }
    }

    /// <summary>True, after a pause, when a store said that it has done a write, told nothing of it, and shows no object.</summary>
    bool IsWorthRepeating(S3Error error, WriteFate fate, int attempt, CancellationToken cancellationToken) =>
        error is { Kind: S3ErrorKind.Protocol, Status: >= 200 and < 300 } && fate != WriteFate.Done && attempt < MaxMuteAttempts && _retries.Pause(attempt, error, cancellationToken);

    static S3Result<(ObjectInfo Info, DateTimeOffset? Date)> ReadDated(Answer answer, HeadObjectRequest request) =>
        ReadOperations.ReadHead(answer, request).TryGet(out ObjectInfo? info, out S3Error? error) ? (info, ErrorClassifier.Date(answer.Head)) : error;
}
