using System.Globalization;
using System.Text;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Administration.Access;

/// <summary>Looks for what keeps these credentials from an object, or from listing a bucket. Changes nothing.</summary>
/// <param name="client">The store, with the credentials in use.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="key">The object; empty for the bucket.</param>
/// <param name="versionId">One version; null for the latest.</param>
/// <param name="customerKey">The key of an SSE-C object; null for none.</param>
/// <param name="cancellationToken">Ends it.</param>
public sealed class ObjectDiagnosis(S3Client client, string bucket, ObjectKey key, string? versionId, SseCustomerKey? customerKey, CancellationToken cancellationToken)
{
    // What is worth a word; S3 refuses 15 minutes (S3 API reference, RequestTimeTooSkewed).
    static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(5);

    readonly List<DiagnosisLine> _lines = [];

    string Place => $"s3://{DisplayText.Of(bucket)}{(key.IsEmpty ? "" : $"/{DisplayText.Of(key.Bytes)}")}";

    // As a shell reads it (POSIX, 2.2.2): a key is whatever somebody called it, and the command is pasted.
    static string Quoted(string word) => word.All(static letter => char.IsAsciiLetterOrDigit(letter) || "-_./:".Contains(letter, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Asks, and concludes.</summary>
    public Diagnosis Make()
    {
        S3Credentials? credentials;
        try
        {
            credentials = client.Options.Credentials.Current(cancellationToken);
        }
        catch (S3Exception none)
        {
            Add("credentials", none.Error.Message);
            return Conclude("There are no credentials to ask with.", "Name a profile (--profile), set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or say --no-sign-request for a public object.");
        }
        Add("credentials", credentials is null ? "none: requests are not signed"
            : $"access key {DisplayText.Of(credentials.AccessKeyId)}{(credentials.Expiration is { } end ? string.Create(CultureInfo.InvariantCulture, $", until {end.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "")}");
        Add("endpoint", $"{client.AddressOf(bucket)}, region {DisplayText.Of(client.Options.Region)}");
        S3Result<BucketInfo> head = client.HeadBucket(bucket, cancellationToken);
        S3Result<ListObjectsPage> list = client.ListObjects(new ListObjectsRequest(bucket) { Prefix = key, MaxKeys = 2 }, cancellationToken);
        // The answer to a HEAD has no body that could name another region; the listing has found it.
        if (head.Error is { Status: 400 } && list.Error is null)
            head = client.HeadBucket(bucket, cancellationToken);
        Add("bucket", head.Error is { } error ? Refusal(error) : head.Value.Region is { } region ? $"is there, in region {region}" : "is there");
        if ((list.Error ?? head.Error) is { } failed && Start(failed) is { } change)
        {
            if (list.Error is not null)
                Add("LIST", Refusal(list.Error));
            return Conclude(Sentence(failed), change) with { IsAnswered = failed.Kind is not (FailureKind.Network or FailureKind.Protocol or FailureKind.Throttled or FailureKind.Server) };
        }
        Add("LIST", list.Error is { } refused ? Refusal(refused) : Listed(list.Value));
        if (client.ClockAhead is { } ahead && ahead.Duration() > MostSkew)
            Add("clock", string.Create(CultureInfo.InvariantCulture, $"the store's is {ahead.Duration().TotalMinutes:N0} minutes {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's; requests follow it"));
        return key.IsEmpty ? OfBucket(list, credentials is null) : OfObject(list, credentials is null);
    }

    Diagnosis OfBucket(S3Result<ListObjectsPage> list, bool isAnonymous)
    {
        AccessDocuments documents = Documents();
        if (list.Error is not { } error)
            return new Diagnosis(true, $"Nothing keeps these credentials from listing {Place}.", null, _lines);
        return Denied(documents, error, AccessOperation.List, isAnonymous, isThere: true);
    }

    Diagnosis OfObject(S3Result<ListObjectsPage> list, bool isAnonymous)
    {
        S3Result<ObjectInfo> head = client.HeadObject(new HeadObjectRequest(bucket, key) { VersionId = versionId, CustomerKey = customerKey }, cancellationToken);
        Add("HEAD", head.Error is { } noHead ? Refusal(noHead) : string.Create(CultureInfo.InvariantCulture, $"allowed: {head.Value.TotalLength:N0} bytes, class {head.Value.Attributes.StorageClass ?? "STANDARD"}"));
        if (head.Error is null && head.Value.Attributes.Sse is { Mode: { } mode } sse)
            Add("encryption", $"{DisplayText.Of(mode)}{(sse.KmsKeyId is { } kms ? $", key {DisplayText.Of(kms)}" : "")}");
        S3Error? error = Get();
        Add("GET", error is null ? "allowed" : Refusal(error));
        if (error is null)
            return new Diagnosis(true, $"Nothing keeps these credentials from reading {Place}.", null, _lines);
        if (error.NeedsCustomerKey)
            return Conclude("The object is encrypted with a key of its owner's own (SSE-C), and the request brought none.", "Bring the key: --sse-c-key-file FILE.");
        if (error.Code == "InvalidObjectState" || error.Explanation.Contains("storage class", StringComparison.OrdinalIgnoreCase))
            return Conclude("The object is archived: its bytes come only after it was restored.", $"Restore it: sluice restore {Quoted(Place)} --days 7.");
        if (error.Code.StartsWith("KMS.", StringComparison.Ordinal))
            return Conclude("The key of KMS that encrypts the object cannot be used: it is disabled, removed, or not in a state to decrypt.", "Enable the key that is named above, in KMS.");
        if (error.Kind == FailureKind.NotFound || versionId is not null && error.Kind == FailureKind.NotSupported)
            return Missing(list);
        if (customerKey is not null && error is { Kind: FailureKind.BadRequest or FailureKind.Denied } && error.Explanation.Contains("key", StringComparison.OrdinalIgnoreCase))
            return Conclude("The store does not take this key for the object.", "Bring the key that it was written with, or none for an object that is not encrypted so.");
        if (versionId is not null && error.Kind == FailureKind.BadRequest && error.Explanation.Contains("version", StringComparison.OrdinalIgnoreCase))
            return Conclude($"'{DisplayText.Of(versionId)}' is no id of a version: {error.Explanation.TrimEnd('.')}.", $"Change the id to one that is there: sluice ls --versions {Quoted(Place)}.");
        if (error.Kind != FailureKind.Denied)
            return Conclude(Sentence(error), Start(error) ?? "Ask the store's operators, with the request id above.");
        bool isListed = list.Error is null && list.Value.Objects.Any(found => found.Key == key);
        return Denied(Documents(), error, AccessOperation.Read, isAnonymous, isListed);
    }

    S3Error? Get()
    {
        S3Result<GetObjectResponse> get = client.GetObject(new GetObjectRequest(bucket, key) { VersionId = versionId, CustomerKey = customerKey, Range = new ByteRange(0, 1), ChecksumMode = false }, cancellationToken);
        if (get.Error is null)
            get.Value.Dispose();
        return get.Error is { Kind: FailureKind.RangeNotSatisfiable } ? null : get.Error;
    }

    Diagnosis Missing(S3Result<ListObjectsPage> list)
    {
        if (versionId is not null && AbsentObject.MarkerOf(client, bucket, key, versionId, cancellationToken) is { Marker: var hides })
            return Conclude($"This version is a delete marker, which has no bytes ({hides}).", $"Choose a version that has some: sluice ls --versions {Quoted(Place)}.");
        if (versionId is not null)
            return Conclude("There is no such version of the object.", $"Choose one that is there: sluice ls --versions {Quoted(Place)}.");
        if (AbsentObject.MarkerOf(client, bucket, key, null, cancellationToken) is { Marker: var marker, Kept: var kept })
        {
            Add("versions", $"removed by a delete marker ({marker}); {kept} older {(kept == 1 ? "version is" : "versions are")} kept");
            string when = marker.Time is { } time ? string.Create(CultureInfo.InvariantCulture, $" at {time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "";
            // S3 User Guide, "Deleting objects from versioning-suspended buckets": it takes the place of what had no version id.
            if (marker.Id == "null")
                return Conclude($"The object was removed{when} while versioning was suspended: what it was then is gone for good.", kept == 0 ? "Write it again." : $"Older versions are there: sluice ls --versions {Quoted(Place)}.");
            return Conclude($"The object was removed{when}, and the bucket keeps what it was.", $"Bring it back: sluice undo {Quoted(Place)} --to TIME, with a time before that.");
        }
        if (key.Bytes[^1] == '/' && list is { Error: null, Value.Objects: [var first, ..] })
            return Conclude("This is a prefix, and no object has its name; there are objects below it.", $"Ask of one of them, such as sluice why {Quoted($"s3://{DisplayText.Of(bucket)}/{DisplayText.Of(first.Key.Bytes)}")}.");
        if (list.Error is null && list.Value.Objects.FirstOrDefault(found => found.Key.Bytes.Length > key.Bytes.Length && found.Key.Bytes[key.Bytes.Length] == '/') is { ETag: not null })
            return Conclude("There is no such object, and keys lie below it as in a directory.", $"Say {Place}/ for what is below it.");
        if (SimilarKey.Find(client, bucket, key, cancellationToken) is { } similar)
            return Conclude("There is no such object.", $"Did you mean {SimilarKey.Quoted($"s3://{DisplayText.Of(bucket)}/{DisplayText.Of(similar.Bytes)}")}?");
        return Conclude("There is no such object.", list.Error is null ? $"Look at what is there: sluice ls s3://{DisplayText.Of(bucket)}/." : "Check the name; these credentials may not list the bucket.");
    }

    Diagnosis Denied(AccessDocuments documents, S3Error error, AccessOperation operation, bool isAnonymous, bool isThere)
    {
        AccessAccount account = isAnonymous ? AccessAccount.Stranger : AccessAccount.Find(client, bucket, documents.BucketAcl, cancellationToken);
        string action = operation == AccessOperation.List ? "s3:ListBucket" : "s3:GetObject", arn = $"arn:{documents.Target.Partition}:s3:::{Place["s3://".Length..]}";
        if (error.Code.StartsWith("KMS.", StringComparison.Ordinal) || error.Explanation.Contains("kms", StringComparison.OrdinalIgnoreCase))
            return Conclude("The store may not use the key of KMS for these credentials.", "Let them have kms:Decrypt of the key that is named above, in its key policy and in IAM.");
        AccessGrounds grounds = AccessRules.Weigh(documents, isAnonymous ? AccessCaller.Anybody : AccessCaller.You, account, operation, Key());
        if (grounds is { Unpaid: not null, MayPass: true, Denial: null })
            return Conclude("Whoever asks pays in this bucket, and the request did not say so.", "Say --request-payer.");
        string statement = $"that statement of the policy: sluice bucket get policy s3://{DisplayText.Of(bucket)}.";
        if ((grounds.Denial ?? (grounds.MayPass ? grounds.NamedDenial : null)) is { } denial)
            return Conclude($"It is denied, and this decides: {denial}.", denial.StartsWith("the policy", StringComparison.Ordinal) ? $"Change {statement}" : isAnonymous ? "Use credentials (--profile); or change what decides." : "Change what decides.");
        if (grounds.MayPass && grounds.ConditionalDenial is { } unless)
            return Conclude($"It is denied, and a condition may decide it: {unless}.", $"Ask so that the condition does not hold, or change {statement}");
        if (grounds.Allowance is null && grounds.ConditionalAllowance is { } provided)
            return Conclude($"It is denied: {provided}, which the request did not meet.", $"Meet the condition, or change {statement}");
        if (grounds.LeftOut is not null)
            return LeftOut(documents, account);
        if (account.IsOwner == false && grounds is { Withheld: { } withheld, Allowance: null, NamedAllowance: null, Unread: "" })
            return Conclude($"It is denied, and this decides: {withheld}.", isAnonymous ? "Use credentials (--profile); or change what decides." : "Change what decides.");
        if (isAnonymous && grounds.Documented() is { Answer: AccessAnswer.No, Why: var why })
            return Conclude($"Requests without credentials may not do this: {why}.", "Use credentials (--profile), or let the owner say who else may: sluice access shows what decides.");
        if (isAnonymous)
            return Conclude(isThere ? "It is there, and requests without credentials may not do this." : "Requests without credentials may not do this, or it is not there.", "Use credentials (--profile).");
        // Who pays is for the owner to read; to ask on one's own account costs, and is for the user to say.
        string pays = !client.Options.RequesterPays && documents.Unread.Any(static name => name.StartsWith("request-payment", StringComparison.Ordinal)) ? " If whoever asks pays here, which cannot be read: --request-payer." : "";
        return operation == AccessOperation.List || isThere
            ? Conclude($"It is there, and these credentials do not have {action}.", $"Let them have {action} of {arn}: in the bucket's policy, or in IAM where the bucket is of the same account.{pays}")
            : Conclude("These credentials may not read it, or it is not there: to those who may not list a bucket stores deny what is missing, too.", $"Let them have {action} of {arn}, and s3:ListBucket of the bucket to be told what is missing.{pays}");
    }

    Diagnosis LeftOut(AccessDocuments documents, AccessAccount account)
    {
        string grants = documents.ObjectAcl is { } acl ? string.Join(", ", AccessControl.Grants(acl).Select(static grant => $"{DisplayText.Of(grant.Permission)} to {grant.Grantee}")) : "";
        return documents.ObjectOwner == account.Id
            ? Conclude($"The object's ACL grants these credentials nothing to read it with: {(grants.Length > 0 ? grants : "it grants nothing to anybody")}.", $"As the object's owner you can change it all the same: sluice acl set {Quoted(Place)} --acl private, which takes all other grants away{(grants.Length > 0 ? $" ({grants})" : "")}; to keep them, write the list with sluice acl get and add your own.")
            : Conclude($"The object is another account's ({DisplayText.Of(documents.ObjectOwner ?? "")}), and its ACL grants these credentials nothing.",
                $"Let that account say: sluice acl set {Quoted(Place)} --acl bucket-owner-full-control; or make all objects the bucket owner's (ownership BucketOwnerEnforced).");
    }

    AccessDocuments Documents()
    {
        AccessDocuments documents = AccessDocuments.Read(client, bucket, key, versionId, cancellationToken);
        if (documents.AclsAreDisabled)
            Add("ownership", "BucketOwnerEnforced: ACLs do not count");
        if (documents.IgnoresPublicAcls || documents.RestrictsPublicBuckets)
            Add("block", $"public-access-block has {string.Join(", ", ((string?[])[documents.IgnoresPublicAcls ? "IgnorePublicAcls" : null, documents.RestrictsPublicBuckets ? "RestrictPublicBuckets" : null]).OfType<string>())}");
        if (documents.Policy is { } policy)
            Add("policy", string.Create(CultureInfo.InvariantCulture, $"{policy.Members("Statement").Count()} statements"));
        if ((key.IsEmpty ? documents.BucketAcl : documents.ObjectAcl) is { } acl)
            Add("ACL", string.Join(", ", AccessControl.Grants(acl).Select(static grant => $"{DisplayText.Of(grant.Permission)} to {grant.Grantee}")));
        if (documents.RequesterPays)
            Add("payer", "the requester");
        if (documents.Unread.Count > 0)
            Add("not read", string.Join(", ", documents.Unread));
        return documents;
    }

    // What keeps everything from being asked.
    static string? Start(S3Error error) => error switch
    {
        { Code: "SignatureDoesNotMatch" } => "Give the secret that belongs to this access key.",
        { Code: "InvalidAccessKeyId" } => "Give an access key that this store knows: check the profile and the endpoint.",
        { Code: "ExpiredToken" or "InvalidToken" or "ExpiredTokenException" or "TokenRefreshRequired" } => "Sign in again: the temporary credentials have run out.",
        { Kind: FailureKind.NoSuchBucket } => "Name a bucket that is there (sluice ls), or the endpoint where it is (--endpoint-url).",
        { Kind: FailureKind.WrongRegion, Region: { } region } => $"Say --region {region}.",
        { Kind: FailureKind.WrongRegion } => "Say the bucket's region: --region NAME.",
        { Kind: FailureKind.ClockSkew } => "Set this machine's clock.",
        { Kind: FailureKind.Network } => "Give the address of a store that answers: --endpoint-url, AWS_ENDPOINT_URL or the profile.",
        { Kind: FailureKind.Throttled or FailureKind.Server } => "Try again later.",
        { Kind: FailureKind.Protocol } => "Check host, port and http or https of --endpoint-url.",
        _ => null,
    };

    string Listed(ListObjectsPage page) => key.IsEmpty ? "allowed" : page.Objects.Any(found => found.Key == key) ? "allowed; the object is listed" : "allowed; the object is not listed";

    static string Refusal(S3Error error)
    {
        string code = error.Code.Length > 0 ? $"{error.Code}, HTTP {error.Status}" : error.Status > 0 ? string.Create(CultureInfo.InvariantCulture, $"HTTP {error.Status}") : error.Message;
        string request = error.RequestId is { } id ? $" (request {id})" : "";
        return error.Explanation.Length > 0 ? $"{code}: \"{error.Explanation}\"{request}" : $"{code}{request}";
    }

    // An address stays as it is written.
    static string Sentence(S3Error error) => $"{(error.Message.StartsWith("http", StringComparison.Ordinal) ? error.Message[0] : char.ToUpperInvariant(error.Message[0]))}{error.Message[1..].TrimEnd('.')}{(error.Message.EndsWith('?') ? "" : ".")}";

    string Key() => Encoding.UTF8.GetString(key.Bytes);

    Diagnosis Conclude(string conclusion, string change) => new(false, conclusion, change, _lines);

    void Add(string subject, string text) => _lines.Add(new DiagnosisLine(subject, text));
}
