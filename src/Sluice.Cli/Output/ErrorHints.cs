using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Output;

/// <summary>What a user can try after an error, and whether the error means that nothing could start.</summary>
static class ErrorHints
{
    // Codes of S3's "Error responses" page that no retry and no other object will cure.
    static readonly HashSet<string> StartCodes = new(StringComparer.Ordinal)
    {
        "NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed", "RequestExpired",
        "AuthorizationHeaderMalformed", "PermanentRedirect", "InvalidBucketName",
        // Failures without an answer carry the name of their kind.
        "Network", "Protocol", "WrongRegion", "ClockSkew", "NoCredentials", "BadProxy", "NoProgram", "NotExecutable",
        // A store that would overwrite what is to stay.
        "NoConditions",
        // Hosts that cannot be reached, or do not let in.
        "SshMissing", "SshConfiguration", "SshDenied", "HostKeyChanged", "HostKeyUnknown", "HostUnknown", "HostUnreachable", "NoSftp",
    };

    /// <summary>True for errors of the connection, the credentials or the bucket: the next item would fail the same way.</summary>
    public static bool CannotStart(Failure error) => error.Kind is FailureKind.NoSuchBucket or FailureKind.Denied or FailureKind.Network
        or FailureKind.WrongRegion or FailureKind.ClockSkew or FailureKind.Protocol || CannotStart(error.Code);

    /// <inheritdoc cref="CannotStart(Failure)"/>
    public static bool CannotStart(string code) => StartCodes.Contains(code);

    /// <summary>The code of a storage class that a store refuses.</summary>
    public const string NoSuchClass = "InvalidStorageClass";

    const string Prefix = "'sluice ls s3://BUCKET/PREFIX' shows what is there.";
    const string Credentials = "These credentials may not do this: try another --profile, or --no-sign-request for a public bucket.";
    const string StorageClass = "The store does not have the class that --storage-class names: give another, or leave it out.";
    const string CustomerKey = "An object that is encrypted with a key of your own (SSE-C) needs --sse-c-key-file.";

    /// <summary>What to try after an item failed; null when its message says it already.</summary>
    public static string? ForItem(ItemOutcome outcome) => outcome.ErrorCode switch
    {
        "NotFound" or "NoSuchKey" when outcome.Source.StartsWith("s3://", StringComparison.Ordinal) => Prefix,
        "IsPrefix" => outcome.Operation == "rm" ? "--recursive removes all below it." : "A slash at its end takes all below it.",
        "IsObject" => outcome.Operation == "sync" ? "sync is for prefixes; cp copies one object." : "For the object: no slash at its end, and no --recursive.",
        "CustomerKeyNeeded" => CustomerKey,
        "NotTold" => "--read reads such objects.",
        "AccessDenied" or "Denied" when outcome.Status is not null => Credentials,
        "Network" => ForNetwork(outcome.Message),
        NoSuchClass => StorageClass,
        "EmptySource" => "Where the source is meant to be empty: --allow-empty-source.",
        _ => null,
    };

    /// <summary>One sentence that says what to try; null when the error's own message says it already.</summary>
    public static string? For(Failure error) => error.Code switch
    {
        NoSuchClass => StorageClass,
        "SignatureDoesNotMatch" => "The secret does not belong to the access key: check AWS_SECRET_ACCESS_KEY or the profile (--profile).",
        "ExpiredToken" or "InvalidToken" => "The temporary credentials have run out: sign in again (aws sso login) or renew AWS_SESSION_TOKEN.",
        "BucketAlreadyExists" => "Bucket names are shared by everyone on a store: choose another.",
        "IllegalLocationConstraintException" or "InvalidLocationConstraint" => "Name the endpoint's own region with --region, or leave it out.",
        "InvalidAccessKeyId" => "The key comes from AWS_ACCESS_KEY_ID or the profile (--profile).",
        _ => error.Kind switch
        {
            FailureKind.NoSuchBucket => "'sluice ls' shows your buckets; 'sluice mb s3://BUCKET' makes one.",
            FailureKind.NotFound when error.Code is "NoSuchKey" or "" => Prefix,
            FailureKind.BadRequest when error is S3Error { NeedsCustomerKey: true } => CustomerKey,
            // Other codes say themselves what is wrong: an archived object, a closed account.
            FailureKind.Denied when error is S3Error { Status: not 0 } && error.Code is "AccessDenied" or "" => Credentials,
            FailureKind.Network => ForNetwork(error.Message),
            // What gives its answers request ids is a store, and the right one.
            FailureKind.Protocol when error.RequestId is null => "Check host, port and http or https of --endpoint-url.",
            FailureKind.WrongRegion when error is S3Error { Region: { } region } => $"Try --region {DisplayText.OfEscaped(region)}.",
            FailureKind.ClockSkew => "Set this machine's clock.",
            FailureKind.Throttled => "Try again later or with a smaller --concurrency.",
            FailureKind.NotSupported => "Leave out the option that asks for it, or use another store.",
            _ => null,
        },
    };

    // What is wrong with a connection that was there has nothing to do with its address.
    static string? ForNetwork(string message) =>
        message.StartsWith("TLS", StringComparison.Ordinal) ? "Trust a certificate with --ca-bundle FILE (PEM) or AWS_CA_BUNDLE; where the store speaks plain http, write http:// in --endpoint-url."
        : message.StartsWith("the host name", StringComparison.Ordinal) ? "The host comes from --endpoint-url, AWS_ENDPOINT_URL or the profile, and without them from the region (--region)."
        : message.StartsWith("nothing listens", StringComparison.Ordinal) || message.StartsWith("no connection", StringComparison.Ordinal) ? "The address comes from --endpoint-url, AWS_ENDPOINT_URL or the profile; http and https have different ports."
        : null;
}
