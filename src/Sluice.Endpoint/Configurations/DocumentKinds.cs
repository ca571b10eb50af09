using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Operations;
using Sluice.Endpoint.Policies;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>The documents that buckets keep, and what is checked when one is put.</summary>
static class DocumentKinds
{
    /// <summary>The largest lifecycle document S3 takes has a thousand rules.</summary>
    public const int MostBytes = 512 << 10;

    const int MostTags = 50;

    /// <summary>Groups of events (S3 User Guide, "Supported event types for SQS, SNS, and Lambda").</summary>
    static readonly string[] Happenings =
    [
        "s3:ObjectCreated:", "s3:ObjectRemoved:", "s3:ObjectRestore:", "s3:ReducedRedundancyLostObject", "s3:Replication:", "s3:LifecycleExpiration:", "s3:LifecycleTransition", "s3:IntelligentTiering",
        "s3:ObjectTagging:", "s3:ObjectAcl:Put",
    ];

    public static IReadOnlyList<DocumentKind> All { get; } =
    [
        new("policy", "BucketPolicy", "BucketPolicy", null, new("NoSuchBucketPolicy", 404, "The bucket policy does not exist"), null, true) { DeleteAction = "DeleteBucketPolicy" },
        new("cors", "BucketCors", "BucketCORS", "CORSConfiguration", new("NoSuchCORSConfiguration", 404, "The CORS configuration does not exist"), null, true),
        new("lifecycle", "BucketLifecycleConfiguration", "LifecycleConfiguration", "LifecycleConfiguration", new("NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"), null, true) { DeleteName = "DeleteBucketLifecycle" },
        new("tagging", "BucketTagging", "BucketTagging", "Tagging", new("NoSuchTagSet", 404, "The TagSet does not exist"), null, true),
        new("website", "BucketWebsite", "BucketWebsite", "WebsiteConfiguration", new("NoSuchWebsiteConfiguration", 404, "The specified bucket does not have a website configuration"), null, true) { DeleteAction = "DeleteBucketWebsite" },
        new("encryption", "BucketEncryption", "EncryptionConfiguration", "ServerSideEncryptionConfiguration", null, DefaultEncryption.Unset, true),
        new("ownershipControls", "BucketOwnershipControls", "BucketOwnershipControls", "OwnershipControls", new("OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found"), null, true),
        new("publicAccessBlock", "PublicAccessBlock", "BucketPublicAccessBlock", "PublicAccessBlockConfiguration", new("NoSuchPublicAccessBlockConfiguration", 404, "The public access block configuration was not found"), null, true),
        new("object-lock", "ObjectLockConfiguration", "BucketObjectLockConfiguration", "ObjectLockConfiguration", new("ObjectLockConfigurationNotFoundError", 404, "Object Lock configuration does not exist for this bucket"), null, false),
        new("notification", "BucketNotificationConfiguration", "BucketNotification", "NotificationConfiguration", null, Empty("NotificationConfiguration"), false),
        new("logging", "BucketLogging", "BucketLogging", "BucketLoggingStatus", null, Empty("BucketLoggingStatus"), false),
        new("requestPayment", "BucketRequestPayment", "BucketRequestPayment", "RequestPaymentConfiguration", null, DocumentXml.Write(DocumentXml.New("RequestPaymentConfiguration", DocumentXml.New("Payer", "BucketOwner"))), false),
    ];

    public static DocumentKind? Find(string subResource) => All.FirstOrDefault(kind => kind.SubResource == subResource);

    /// <summary>The text to be kept; null when it says what an absent one says. Throws <see cref="RefusalException"/> for what S3 refuses.</summary>
    public static string? Check(DocumentKind kind, byte[] body, Bucket bucket)
    {
        if (kind.Root is null)
            return CheckPolicy(body, bucket);
        XElement document = DocumentXml.Parse(body, kind.Root);
        switch (kind.SubResource)
        {
            case "cors": CorsRule.ReadAll(document); break;
            case "lifecycle":
                LifecycleRule.ReadAll(document);
                LifecycleLimits.Check(document);
                break;
            case "tagging": CheckTags(document); break;
            case "website": CheckWebsite(document); break;
            case "encryption": DefaultEncryption.Read(document); break;
            case "ownershipControls": CheckOwnership(OwnershipDocument.Read(document), bucket); break;
            case "publicAccessBlock": return DocumentXml.Write(PublicAccessBlock.Read(document).Write());
            case "object-lock": CheckObjectLock(document, bucket); break;
            case "notification": return CheckNotification(document) ? DocumentXml.Write(document) : null;
            case "logging": return document.HasElements ? throw new RefusalException(Refusal.NotImplemented) : null;
            case "requestPayment":
                return document.Text("Payer") switch
                {
                    "BucketOwner" => null,
                    "Requester" => DocumentXml.Write(document),
                    _ => throw new RefusalException(Refusal.MalformedXml),
                };
        }
        return DocumentXml.Write(document);
    }

    static string Empty(string root) => DocumentXml.Write(DocumentXml.New(root));

    static string CheckPolicy(byte[] body, Bucket bucket)
    {
        if (body.Length > BucketPolicy.MostBytes)
            throw BucketPolicy.Malformed("Policy exceeds the maximum allowed document size.");
        string text = System.Text.Encoding.UTF8.GetString(body);
        BucketPolicy policy = BucketPolicy.Parse(text, bucket.Name);
        // IAM User Guide, "NotPrincipal": with Allow it would let in everyone that nobody thought of, and is not supported. One that an older version kept is read all the same.
        if (policy.AllowsAllBut)
            throw BucketPolicy.Malformed("Allow with NotPrincipal is not allowed");
        if (policy.Flaw is { } flaw)
            throw BucketPolicy.Malformed(flaw);
        return policy.IsPublic && bucket.Settings.PublicAccess.BlockPublicPolicy ? throw new RefusalException(Refusal.AccessDenied()) : text;
    }

    static void CheckTags(XElement document)
    {
        XElement set = document.Child("TagSet") ?? throw new RefusalException(Refusal.MalformedXml);
        set.Allow("Tag");
        List<KeyValuePair<string, string>> tags = [.. set.Children("Tag").Select(static t => new KeyValuePair<string, string>(t.Text("Key") ?? throw new RefusalException(Refusal.MalformedXml), t.Text("Value") ?? throw new RefusalException(Refusal.MalformedXml)))];
        TagSet.Check(tags, MostTags);
    }

    static void CheckWebsite(XElement document)
    {
        document.Allow("RedirectAllRequestsTo", "IndexDocument", "ErrorDocument", "RoutingRules");
        bool redirects = document.Child("RedirectAllRequestsTo") is { } redirect && redirect.Text("HostName") is { Length: > 0 };
        string? suffix = document.Child("IndexDocument")?.Text("Suffix");
        if (redirects ? document.Elements().Count() > 1 : suffix is null)
            throw new RefusalException(redirects ? Refusal.InvalidArgument("RedirectAllRequestsTo cannot be provided in conjunction with other elements") : Refusal.InvalidArgument("A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty"));
        if (suffix is not null && (suffix.Length == 0 || suffix.Contains('/', StringComparison.Ordinal)))
            throw new RefusalException(Refusal.InvalidArgument("The IndexDocument Suffix is not well formed"));
    }

    static void CheckOwnership(string ownership, Bucket bucket)
    {
        string owner = bucket.Access.OwnerId;
        if (ownership == OwnershipDocument.Enforced && bucket.Access.Grants.Any(g => g.Grantee != owner))
            throw new RefusalException(new Refusal("InvalidBucketAclWithObjectOwnership", 400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"));
    }

    static void CheckObjectLock(XElement document, Bucket bucket)
    {
        if (bucket.Record.Versioning != StoredBucket.Enabled)
            throw new RefusalException(Refusal.InvalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"));
        DefaultRetention.Read(document);
    }

    /// <summary>True when anything is to be told to anyone. The document is kept; nothing is sent.</summary>
    static bool CheckNotification(XElement document)
    {
        document.Allow("TopicConfiguration", "QueueConfiguration", "CloudFunctionConfiguration", "EventBridgeConfiguration");
        foreach (XElement element in document.Elements())
        {
            if (element.Name.LocalName == "EventBridgeConfiguration")
                continue;
            string target = element.Name.LocalName[..^"Configuration".Length];
            if (element.Text(target) is not { } arn || !element.Children("Event").Any())
                throw new RefusalException(Refusal.MalformedXml);
            if (!arn.StartsWith("arn:", StringComparison.Ordinal))
                throw new RefusalException(Refusal.InvalidArgument("The ARN could not be parsed"));
            foreach (XElement happening in element.Children("Event"))
            {
                if (!Happenings.Any(group => happening.Value.StartsWith(group, StringComparison.Ordinal)))
                    throw new RefusalException(Refusal.InvalidArgument("The event is not supported for notifications"));
            }
            if (element.Text("Id") is null)
                element.AddFirst(DocumentXml.New("Id", Guid.NewGuid().ToString("n")));
        }
        return document.HasElements;
    }
}
