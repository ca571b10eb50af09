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
        List<ObjectKey> tried = key.IsEmpty ? Sample(bucket, cancellationToken) : [key];
        if (key.IsEmpty && tried.Count > 0)
            documents = documents with { ObjectAcl = null };
        List<AccessFinding> findings = [];
        foreach (AccessOperation operation in (AccessOperation[])[AccessOperation.List, AccessOperation.Read, AccessOperation.Write])
            foreach ((AccessCaller caller, S3Client? client) in ((AccessCaller, S3Client?)[])[(AccessCaller.You, you), (AccessCaller.Other, other), (AccessCaller.SignedIn, null), (AccessCaller.Anybody, nobody)])
            {
                if (caller == AccessCaller.You && ReferenceEquals(you.Options.Credentials, nobody.Options.Credentials) || caller == AccessCaller.Other && client is null)
                    continue;
                if (cancellationToken.IsCancellationRequested)
                    return new S3Error(FailureKind.Canceled, RetryClass.Never, "it was interrupted");
                // Whether what is not there could be read nobody knows.
                findings.Add(operation == AccessOperation.Read && absent is not null ? new AccessFinding(caller, operation, AccessAnswer.Unknown, client is not null, absent)
                    : operation == AccessOperation.Read && key.IsEmpty ? Reading(documents, caller, client, bucket, tried, cancellationToken) : One(documents, caller, operation, client, bucket, key, versionId, cancellationToken));
            }
        return findings;
    }

    static AccessFinding One(AccessDocuments documents, AccessCaller caller, AccessOperation operation, S3Client? client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        (AccessAnswer Answer, string Why) told = AccessRules.Decide(documents, caller, operation, Encoding.UTF8.GetString(key.Bytes));
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
        return new AccessFinding(caller, operation, answer, true, Why(caller, answer, error, told));
    }

    static string Why(AccessCaller caller, AccessAnswer answer, S3Error? error, (AccessAnswer Answer, string Why) told) => answer switch
    {
        AccessAnswer.Unknown => error!.Kind == FailureKind.NotFound ? "there is no such object" : error.Message,
        AccessAnswer.Yes when error is not null => "it is archived: its bytes come once it was restored (sluice restore)",
        AccessAnswer.No when told.Answer == AccessAnswer.Yes => $"the store refuses it, though {told.Why}: what decides cannot be read here, such as the account's public access block or its organization's policies",
        AccessAnswer.Yes when told.Answer == AccessAnswer.No => $"the store allows it, though {told.Why}",
        AccessAnswer.Yes when told.Answer == AccessAnswer.Unknown && caller == AccessCaller.You => "the account's own rights, or one of the bucket's documents",
        _ => told.Why,
    };

    AccessFinding Reading(AccessDocuments documents, AccessCaller caller, S3Client? client, string bucket, List<ObjectKey> tried, CancellationToken cancellationToken)
    {
        if (tried.Count == 0)
            return new AccessFinding(caller, AccessOperation.Read, AccessAnswer.Unknown, client is not null, "no object is there, or none is shown, that could be tried");
        List<AccessFinding> each = [.. tried.Select(key => One(documents with { ObjectAcl = Acl(bucket, key, cancellationToken) }, caller, AccessOperation.Read, client, bucket, key, null, cancellationToken))];
        int yes = each.Count(static one => one.Answer == AccessAnswer.Yes), no = each.Count(static one => one.Answer == AccessAnswer.No);
        AccessAnswer answer = yes == each.Count ? AccessAnswer.Yes : no == each.Count ? AccessAnswer.No : yes > 0 ? AccessAnswer.Some : AccessAnswer.Unknown;
        string of = string.Create(CultureInfo.InvariantCulture, $"{yes} of the {(each.Count == 1 ? "1 object" : $"first {each.Count} objects")} that {(client is null ? "were looked at" : "were tried")}");
        AccessFinding example = each.Find(one => one.Answer == AccessAnswer.Yes) ?? each[0];
        return new AccessFinding(caller, AccessOperation.Read, answer, client is not null, $"{of}; {example.Why}");
    }

    System.Text.Json.Nodes.JsonObject? Acl(string bucket, ObjectKey key, CancellationToken cancellationToken) => AccessControl.Read(you, bucket, key, null, cancellationToken) is { Error: null } acl ? acl.Value : null;

    List<ObjectKey> Sample(string bucket, CancellationToken cancellationToken) =>
        you.ListObjects(new ListObjectsRequest(bucket) { MaxKeys = MostTried }, cancellationToken).TryGet(out ListObjectsPage? page, out _) ? [.. page.Objects.Take(MostTried).Select(static found => found.Key)] : [];

    static ObjectKey Directory(ObjectKey key) => new(key.Bytes[..(key.Bytes.LastIndexOf((byte)'/') + 1)].ToArray());
}
