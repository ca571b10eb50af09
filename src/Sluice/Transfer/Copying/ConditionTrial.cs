using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>
/// Finds out whether a store keeps conditions of writes, by objects of its own beside the destination, which it removes again: a store that
/// ignores a condition would overwrite what is to stay. S3 itself keeps them (S3 User Guide, "Conditional writes"). For many threads.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="destination">What is written to.</param>
/// <param name="condition">The condition.</param>
/// <param name="attributes">What written objects get: a bucket may demand its encryption or its ACL of each.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class ConditionTrial(S3Client client, S3Location destination, WriteCondition condition, ObjectAttributes attributes, CancellationToken cancellationToken)
{
    const string NoETag = "\"00000000000000000000000000000000\"";

    readonly Lock _gate = new();
    readonly ObjectAttributes _attributes = new() { Sse = attributes.Sse, Acl = attributes.Acl };

    /// <summary>Why nothing can be written on this condition; null when something can.</summary>
    public Failure? Puts() => Find("PutObject", condition.ETag is null ? StoreDeviations.CreateConditions : StoreDeviations.ReplaceConditions, (trial, made) => Put(trial, Unmet, made, "2"u8.ToArray()));

    /// <summary>Why no upload in parts can be joined on this condition; null when it can.</summary>
    public Failure? Completes() => Find("CompleteMultipartUpload", StoreDeviations.CompleteConditions, (trial, made) =>
    {
        CreateMultipartUploadRequest create = new(destination.Bucket, trial) { Attributes = _attributes, Checksum = ChecksumAlgorithm.Crc32 };
        if (!client.CreateMultipartUpload(create, cancellationToken).TryGet(out string? id, out S3Error? error))
            return error;
        UploadPartRequest upload = new(destination.Bucket, trial, id, 1, new MemoryBody("2"u8.ToArray())) { Checksum = ChecksumAlgorithm.Crc32, CustomerKey = _attributes.Sse?.CustomerKey };
        if (client.UploadPart(upload, cancellationToken).TryGet(out UploadedPart? part, out error))
            error = Done(client.CompleteMultipartUpload(WriteCondition.Set(new CompleteMultipartUploadRequest(destination.Bucket, trial, id, [part]), Unmet), cancellationToken), trial, made);
        _ = client.AbortMultipartUpload(new AbortMultipartUploadRequest(destination.Bucket, trial, id), CancellationToken.None);
        return error;
    });

    /// <summary>Why no copy can be made by the store on this condition; null when it can.</summary>
    public Failure? Copies() => Find("CopyObject", condition.ETag is null ? StoreDeviations.CopyCreateConditions : StoreDeviations.None, (trial, made) =>
    {
        ObjectKey source = trial.Append("2"u8);
        if (Put(source, null, made, "2"u8.ToArray()) is { } error)
            return error;
        CopyObjectRequest copy = new(destination.Bucket, source, destination.Bucket, trial)
        {
            IfMatch = Unmet.ETag,
            IfAbsent = Unmet.ETag is null,
            Target = _attributes.Sse is { CustomerKey: { } key } sse ? _attributes with { Sse = sse with { CopySourceCustomerKey = key } } : _attributes,
        };
        return Done(client.CopyObject(copy, cancellationToken), trial, made);
    });

    WriteCondition Unmet => condition.ETag is null ? condition : condition with { ETag = NoETag };

    S3Error? Put(ObjectKey key, WriteCondition? on, List<(ObjectKey, string?)> made, byte[] body) => Put(key, on, made, body, out _);

    // Each with a body of its own: where an answer is lost, what is there tells whose it is.
    S3Error? Put(ObjectKey key, WriteCondition? on, List<(ObjectKey, string?)> made, byte[] body, out string? etag)
    {
        S3Result<PutResult> put = client.PutObject(WriteCondition.Set(new PutObjectRequest(destination.Bucket, key, new MemoryBody(body)) { Attributes = _attributes }, on), cancellationToken);
        etag = put.Error is null ? put.Value.ETag : null;
        return Done(put, key, made);
    }

    static S3Error? Done(S3Result<PutResult> result, ObjectKey key, List<(ObjectKey, string?)> made)
    {
        if (result.TryGet(out PutResult? put, out S3Error? error))
            made.Add((key, put.VersionId));
        return error;
    }

    Failure? Find(string operation, StoreDeviations deviation, Func<ObjectKey, List<(ObjectKey, string?)>, S3Error?> unmet)
    {
        if (client.Options.Endpoint is null)
            return null;
        string header = condition.ETag is null ? "If-None-Match" : "If-Match", kind = $"{operation} {header}";
        lock (_gate)
        {
            if (client.KeepsConditions(kind) is not { } kept)
            {
                // What a probe has found needs no trial.
                kept = deviation == StoreDeviations.None || !client.Options.Deviations.HasFlag(deviation);
                if (kept && Try(unmet, out kept) is { } unknown)
                    return unknown;
                client.LearnConditions(kind, kept);
            }
            return kept ? null : Failure.Local("NoConditions",
                $"{client.AddressOf(destination.Bucket)} does not keep {header} on {operation}, by which {(condition.ETag is null ? "nothing that is there" : "nothing but the object that is meant")} is overwritten: nothing was written.");
        }
    }

    Failure? Try(Func<ObjectKey, List<(ObjectKey, string?)>, S3Error?> unmet, out bool kept)
    {
        ReadOnlySpan<byte> directory = destination.Key.Bytes[..(destination.Key.Bytes.LastIndexOf((byte)'/') + 1)];
        ObjectKey trial = new([.. directory, .. System.Text.Encoding.ASCII.GetBytes($".sluice-trial-{Guid.NewGuid():n}")]);
        List<(ObjectKey Key, string? Version)> made = [];
        kept = false;
        try
        {
            // 1 An object where there is none.
            if (Put(trial, condition.ETag is null ? condition : null, made, "1"u8.ToArray(), out string? etag) is { } error)
                return IsUnknown(error) ? Untold(error) : null;
            // 2 A write whose condition does not hold. One that is refused in other words knows no conditions, or may not be made.
            S3Error? refused = unmet(trial, made);
            if (refused is { Status: not (409 or 412) } && IsUnknown(refused))
                return Untold(refused);
            // 3 And one whose condition holds, by the ETag as the store itself tells it.
            kept = refused is { Status: 409 or 412 } && (condition.ETag is null || etag is not null && Put(trial, condition with { ETag = etag }, made, "3"u8.ToArray()) is null);
            return null;
        }
        finally
        {
            // Whatever ends the run, what was made for a trial goes.
            foreach ((ObjectKey key, string? version) in made.Distinct())
                _ = client.DeleteObject(new DeleteObjectRequest(destination.Bucket, key) { VersionId = version }, CancellationToken.None);
        }
    }

    static bool IsUnknown(S3Error error) => error.Kind is not (FailureKind.NotSupported or FailureKind.BadRequest);

    Failure Untold(S3Error error) => error with { Message = $"{destination}: Whether the store keeps conditions of writes could not be found out with an object beside it: {error.Message}" };
}
