using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>Who can list, read and write a bucket or an object: by real requests wherever one can tell, and by the documents that decide.</summary>
/// <param name="you">The store, with the credentials in use.</param>
/// <param name="other">The same as a second user; null for none.</param>
/// <param name="nobody">The same without credentials.</param>
public sealed class AccessReport(S3Client you, S3Client? other, S3Client nobody)
{
    /// <summary>Objects of a bucket that are tried at most.</summary>
    public const int MostTried = 10;

    /// <summary>Asks. An error where the bucket is not there, or the store cannot be asked.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object; empty for the bucket, whose first objects are tried.</param>
    /// <param name="versionId">One version of the object; null for the latest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public S3Result<IReadOnlyList<AccessFinding>> Make(string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        (AccessAnswer Answer, S3Error? Error) listed = AccessProbe.List(you, bucket, Directory(key), cancellationToken);
        if (listed.Error is { } wrong && (wrong.Kind is not (FailureKind.Denied or FailureKind.NotSupported or FailureKind.BadRequest) || listed.Answer == AccessAnswer.Unknown && wrong.Kind == FailureKind.Denied))
            return wrong;
        S3Error? unread = key.IsEmpty ? null : AccessProbe.Read(you, bucket, key, versionId, cancellationToken).Error;
        string? absent = unread is { Kind: FailureKind.NotFound } || versionId is not null && unread is { Kind: FailureKind.NotSupported } ? AbsentObject.Explain(you, bucket, key, versionId, cancellationToken) : null;
        AccessDocuments documents = AccessDocuments.Read(you, bucket, key, versionId, cancellationToken) with { NeedsCustomerKey = unread is { NeedsCustomerKey: true } };
        AccessAccount yours = IsSigned(you) ? AccessAccount.Find(you, bucket, documents.BucketAcl, cancellationToken) : AccessAccount.Stranger;
        AccessAccount others = other is null ? AccessAccount.Stranger : AccessAccount.Find(other, bucket, documents.BucketAcl, cancellationToken);
        (List<ObjectKey> tried, bool areAll) = key.IsEmpty ? Sample(bucket, cancellationToken) : ([key], true);
        List<AccessFinding> findings = [];
        foreach (AccessOperation operation in (AccessOperation[])[AccessOperation.List, AccessOperation.Read, AccessOperation.Write])
            foreach ((AccessCaller caller, AccessAccount account, S3Client? client) in ((AccessCaller, AccessAccount, S3Client?)[])
                [(AccessCaller.You, yours, you), (AccessCaller.Other, others, other), (AccessCaller.SignedIn, AccessAccount.Stranger, null), (AccessCaller.Anybody, AccessAccount.Stranger, nobody)])
            {
                if (caller == AccessCaller.You && !IsSigned(you) || caller == AccessCaller.Other && client is null)
                    continue;
                if (cancellationToken.IsCancellationRequested)
                    return new S3Error(FailureKind.Canceled, RetryClass.Never, "it was interrupted");
                // Whether what is not there could be read nobody knows.
                findings.Add(operation == AccessOperation.Read && absent is not null ? new AccessFinding(caller, operation, AccessAnswer.Unknown, client is not null, absent)
                    : operation == AccessOperation.Read && key.IsEmpty ? Reading(documents, caller, account, client, bucket, tried, areAll, cancellationToken) : One(documents, caller, account, operation, client, bucket, key, versionId, cancellationToken));
            }
        return findings;
    }

    bool IsSigned(S3Client client) => !ReferenceEquals(client.Options.Credentials, nobody.Options.Credentials);

    static AccessFinding One(AccessDocuments documents, AccessCaller caller, AccessAccount account, AccessOperation operation, S3Client? client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        AccessGrounds grounds = AccessRules.Weigh(documents, caller, account, operation, Encoding.UTF8.GetString(key.Bytes));
        (AccessAnswer Answer, string Why) told = grounds.Documented();
        if (client is null)
            return new AccessFinding(caller, operation, told.Answer, false, told.Why);
        (AccessAnswer answer, S3Error? error) = operation switch
        {
            AccessOperation.List => AccessProbe.List(client, bucket, Directory(key), cancellationToken),
            AccessOperation.Read => AccessProbe.Read(client, bucket, key, versionId, cancellationToken),
            _ => AccessProbe.Write(client, bucket, key, cancellationToken),
        };
        if (error is not null && AccessProbe.IsOfCredentials(error))
            return new AccessFinding(caller, operation, AccessAnswer.Unknown, true, $"these credentials are not taken: {error.Message}");
        // Unsigned requests may be kept from multipart uploads and still write (S3 User Guide, "Multipart upload API and permissions").
        if (operation == AccessOperation.Write && (answer == AccessAnswer.Unknown || answer == AccessAnswer.No && caller == AccessCaller.Anybody && told.Answer != AccessAnswer.No))
            return new AccessFinding(caller, operation, told.Answer, false, told.Why);
        if (answer == AccessAnswer.Unknown || error is not null && answer == AccessAnswer.Yes)
            return new AccessFinding(caller, operation, answer, true, answer == AccessAnswer.Yes ? "it is archived: its bytes come once it was restored (sluice restore)" : error!.Kind == FailureKind.NotFound ? "there is no such object" : error.Message);
        (AccessAnswer given, string why) = answer == AccessAnswer.Yes ? grounds.Granted() : grounds.Refused();
        return new AccessFinding(caller, operation, given, given != AccessAnswer.Some || answer == AccessAnswer.Yes, why);
    }

    AccessFinding Reading(AccessDocuments documents, AccessCaller caller, AccessAccount account, S3Client? client, string bucket, List<ObjectKey> tried, bool areAll, CancellationToken cancellationToken)
    {
        if (tried.Count == 0)
            return new AccessFinding(caller, AccessOperation.Read, AccessAnswer.Unknown, client is not null, "no object is there, or none is shown, that could be tried");
        List<AccessFinding> each = [.. tried.Select(key => One(documents.With(Acl(bucket, key, cancellationToken)), caller, account, AccessOperation.Read, client, bucket, key, null, cancellationToken))];
        int yes = each.Count(static one => one.Answer == AccessAnswer.Yes), no = each.Count(static one => one.Answer == AccessAnswer.No);
        AccessAnswer answer = yes == each.Count ? AccessAnswer.Yes : no == each.Count ? AccessAnswer.No : yes > 0 ? AccessAnswer.Some : AccessAnswer.Unknown;
        string of = string.Create(CultureInfo.InvariantCulture, $"{yes} of the {(each.Count == 1 ? "1 object that was" : $"first {each.Count} objects that were")} {(client is null ? "looked at" : "tried")}");
        // What a statement says of keys that were not tried.
        AccessGrounds rest = AccessRules.Weigh(documents, caller, account, AccessOperation.Read, "");
        if (!areAll && answer == AccessAnswer.No && rest.PartAllowance is { } part)
            return new AccessFinding(caller, AccessOperation.Read, rest.IsPartCertain ? AccessAnswer.Some : AccessAnswer.Unknown, false, $"{of}; {part}");
        if (!areAll && answer == AccessAnswer.Yes && rest.PartDenial is { } closed)
            return new AccessFinding(caller, AccessOperation.Read, AccessAnswer.Some, client is not null, $"{of}; not in part: {closed}");
        AccessFinding example = each.Find(one => one.Answer == AccessAnswer.Yes) ?? each[0];
        return new AccessFinding(caller, AccessOperation.Read, answer, client is not null, $"{of}; {example.Why}");
    }

    System.Text.Json.Nodes.JsonObject? Acl(string bucket, ObjectKey key, CancellationToken cancellationToken) => AccessControl.Read(you, bucket, key, null, cancellationToken) is { Error: null } acl ? acl.Value : null;

    (List<ObjectKey> Tried, bool AreAll) Sample(string bucket, CancellationToken cancellationToken) =>
        you.ListObjects(new ListObjectsRequest(bucket) { MaxKeys = MostTried }, cancellationToken).TryGet(out ListObjectsPage? page, out _)
            ? ([.. page.Objects.Take(MostTried).Select(static found => found.Key)], page.NextToken is null && page.Objects.Count <= MostTried) : ([], false);

    static ObjectKey Directory(ObjectKey key) => new(key.Bytes[..(key.Bytes.LastIndexOf((byte)'/') + 1)].ToArray());
}
