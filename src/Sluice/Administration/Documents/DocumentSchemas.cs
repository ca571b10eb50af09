using static Sluice.Administration.Documents.DocumentField;

namespace Sluice.Administration.Documents;

/// <summary>The fields of each document (S3 API reference, "Data types"). The policy is not among them: it is JSON, and IAM's.</summary>
internal static class DocumentSchemas
{
    /// <summary>S3 User Guide, "Uploading objects": no object is larger, 50 TiB.</summary>
    const long LargestObject = 50L << 40;

    /// <summary>S3 API reference, NoncurrentVersionExpiration and NoncurrentVersionTransition: up to 100 versions are retained.</summary>
    const int MostRetainedVersions = 100;

    /// <summary>S3 keeps nothing longer than a hundred years.</summary>
    const int MostRetainedYears = 100, MostRetainedDays = 36_500;

    static readonly string[] Events =
    [
        "s3:ReducedRedundancyLostObject", "s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectCreated:Post", "s3:ObjectCreated:Copy", "s3:ObjectCreated:CompleteMultipartUpload",
        "s3:ObjectRemoved:*", "s3:ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated", "s3:ObjectRestore:*", "s3:ObjectRestore:Post", "s3:ObjectRestore:Completed", "s3:ObjectRestore:Delete",
        "s3:Replication:*", "s3:Replication:OperationFailedReplication", "s3:Replication:OperationNotTracked", "s3:Replication:OperationMissedThreshold", "s3:Replication:OperationReplicatedAfterThreshold",
        "s3:LifecycleTransition", "s3:IntelligentTiering", "s3:ObjectAcl:Put", "s3:LifecycleExpiration:*", "s3:LifecycleExpiration:Delete", "s3:LifecycleExpiration:DeleteMarkerCreated",
        "s3:ObjectTagging:*", "s3:ObjectTagging:Put", "s3:ObjectTagging:Delete",
    ];

    static readonly string[] Classes = ["GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"];

    static DocumentField Tag(string name, string element) => List(name, element, Text("Key").Required, Text("Value").Required);

    static readonly DocumentField[] FilterFields = [Text("Prefix"), Number("ObjectSizeGreaterThan", most: LargestObject), Number("ObjectSizeLessThan", least: 1, most: LargestObject)];

    static readonly DocumentField Grantee = Of("Grantee",
        Text("Type", "CanonicalUser", "Group", "AmazonCustomerByEmail") with { IsAttribute = true, IsRequired = true }, Text("ID"), Text("DisplayName"), Text("URI"), Text("EmailAddress"));

    static readonly DocumentField Transition = List("Transitions", "Transition", Time("Date"), Number("Days"), Text("StorageClass", Classes).Required);

    static readonly DocumentField OlderTransition =
        List("NoncurrentVersionTransitions", "NoncurrentVersionTransition", Number("NewerNoncurrentVersions", 1, MostRetainedVersions), Number("NoncurrentDays").Required, Text("StorageClass", Classes).Required);

    static readonly DocumentField EventFilter = Of("Filter", Of("Key", List("FilterRules", "FilterRule", Text("Name", "prefix", "suffix", "Prefix", "Suffix").Required, Text("Value").Required)) with { Element = "S3Key" });

    public static DocumentField Versioning { get; } = Of("VersioningConfiguration", Text("Status", "Enabled", "Suspended"), Text("MFADelete", "Enabled", "Disabled") with { Element = "MfaDelete" });

    public static DocumentField Lifecycle { get; } = Of("LifecycleConfiguration", List("Rules", "Rule",
        Text("ID"),
        Text("Prefix"),
        Of("Filter", [.. FilterFields, Of("Tag", Text("Key").Required, Text("Value").Required), Of("And", [.. FilterFields, Tag("Tags", "Tag")])]),
        Text("Status", "Enabled", "Disabled").Required,
        Of("Expiration", Time("Date"), Number("Days", least: 1), Flag("ExpiredObjectDeleteMarker")),
        Transition,
        OlderTransition,
        Of("NoncurrentVersionExpiration", Number("NewerNoncurrentVersions", 1, MostRetainedVersions), Number("NoncurrentDays", least: 1)),
        Of("AbortIncompleteMultipartUpload", Number("DaysAfterInitiation", least: 1).Required)).Required.NamedByStore,
        // S3 API reference, PutBucketLifecycleConfiguration: a header, which aws-cli shows beside the rules.
        Text("TransitionDefaultMinimumObjectSize", "all_storage_classes_128K", "varies_by_storage_class") with { Header = "x-amz-transition-default-minimum-object-size", Default = "all_storage_classes_128K" });

    // S3 API reference, PutBucketCors: "uses the first rule that matches".
    public static DocumentField Cors { get; } = Of("CORSConfiguration", List("CORSRules", "CORSRule",
        Text("ID"), Texts("AllowedHeaders", "AllowedHeader"), Texts("AllowedMethods", "AllowedMethod", "GET", "PUT", "POST", "DELETE", "HEAD").Required, Texts("AllowedOrigins", "AllowedOrigin").Required,
        Texts("ExposeHeaders", "ExposeHeader"), Number("MaxAgeSeconds")).Required.Ordered);

    public static DocumentField Encryption { get; } = Of("ServerSideEncryptionConfiguration", List("Rules", "Rule",
        Of("ApplyServerSideEncryptionByDefault", Text("KMSMasterKeyID"), Text("SSEAlgorithm", "AES256", "aws:kms", "aws:kms:dsse", "aws:fsx").Required),
        Of("BlockedEncryptionTypes", Texts("EncryptionType", "EncryptionType", "NONE", "SSE-C")), Flag("BucketKeyEnabled")).Required);

    public static DocumentField PublicAccessBlock { get; } = Of("PublicAccessBlockConfiguration",
        Flag("BlockPublicAcls"), Flag("IgnorePublicAcls"), Flag("BlockPublicPolicy"), Flag("RestrictPublicBuckets"));

    public static DocumentField Ownership { get; } = Of("OwnershipControls",
        List("Rules", "Rule", Text("ObjectOwnership", "BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced").Required).Required);

    public static DocumentField Tagging { get; } = Of("Tagging", Wrapped("TagSet", "Tag", Text("Key").Required, Text("Value").Required).Required);

    // S3 User Guide, "Configuring advanced conditional redirects": the first rule whose condition is met redirects.
    public static DocumentField Website { get; } = Of("WebsiteConfiguration",
        Of("ErrorDocument", Text("Key").Required), Of("IndexDocument", Text("Suffix").Required), Of("RedirectAllRequestsTo", Text("HostName").Required, Text("Protocol", "http", "https")),
        Wrapped("RoutingRules", "RoutingRule",
            Of("Condition", Text("HttpErrorCodeReturnedEquals"), Text("KeyPrefixEquals")),
            Of("Redirect", Text("HostName"), Text("HttpRedirectCode"), Text("Protocol", "http", "https"), Text("ReplaceKeyPrefixWith"), Text("ReplaceKeyWith")).Required).Ordered);

    public static DocumentField Notification { get; } = Of("NotificationConfiguration",
        Target("TopicConfigurations", "TopicConfiguration", "TopicArn", "Topic"), Target("QueueConfigurations", "QueueConfiguration", "QueueArn", "Queue"),
        Target("LambdaFunctionConfigurations", "CloudFunctionConfiguration", "LambdaFunctionArn", "CloudFunction"), Of("EventBridgeConfiguration"));

    public static DocumentField ObjectLock { get; } = Of("ObjectLockConfiguration",
        Text("ObjectLockEnabled", "Enabled").Required, Of("Rule", Of("DefaultRetention", Text("Mode", "GOVERNANCE", "COMPLIANCE").Required, Number("Days", 1, MostRetainedDays), Number("Years", 1, MostRetainedYears)).Required));

    public static DocumentField Logging { get; } = Of("BucketLoggingStatus", Of("LoggingEnabled",
        Text("TargetBucket").Required, Wrapped("TargetGrants", "Grant", Grantee, Text("Permission", "FULL_CONTROL", "READ", "WRITE")), Text("TargetPrefix").Required,
        Of("TargetObjectKeyFormat", Of("SimplePrefix"), Of("PartitionedPrefix", Text("PartitionDateSource", "EventTime", "DeliveryTime")))));

    public static DocumentField RequestPayment { get; } = Of("RequestPaymentConfiguration", Text("Payer", "Requester", "BucketOwner").Required);

    public static DocumentField AccessControl { get; } = Of("AccessControlPolicy",
        Of("Owner", Text("DisplayName"), Text("ID")),
        Wrapped("Grants", "Grant", Grantee.Required, Text("Permission", "FULL_CONTROL", "WRITE", "WRITE_ACP", "READ", "READ_ACP").Required) with { Element = "AccessControlList", IsRequired = true });

    static DocumentField Target(string name, string element, string arn, string arnElement) => List(name, element,
        Text("Id"), (Text(arn) with { Element = arnElement }).Required, Texts("Events", "Event", Events).Required, EventFilter).NamedByStore;
}
