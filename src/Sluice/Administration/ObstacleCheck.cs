using System.Text.Json.Nodes;
using Sluice.Administration.Access;
using Sluice.Administration.Checks;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration;

/// <summary>What is there already and makes S3 refuse a document, as far as requests tell it. What may not be asked is unknown, and left to the store.</summary>
internal static class ObstacleCheck
{
    public static IEnumerable<string> Find(BucketSetting setting, JsonObject content, S3Client client, BucketTarget target, CancellationToken cancellationToken) => setting.Name switch
    {
        "logging" when content.Fields("LoggingEnabled") is { } logging => Logging(logging, client, target.Bucket, cancellationToken),
        "notification" => Notification(content, client, target.Bucket, cancellationToken),
        // S3 User Guide, "Configuring S3 Object Lock": versioning comes first. A store that knows no versions says so itself.
        "object-lock" when client.GetBucketVersioning(target.Bucket, cancellationToken) is { Error: null, Value: not VersioningStatus.Enabled } =>
            [$"object lock needs versioning, which is not enabled: sluice bucket set versioning s3://{DisplayText.Of(target.Bucket)} Enabled comes first"],
        // S3 User Guide, "Object Lock considerations": versioning cannot be suspended any more.
        "versioning" when content.Text("Status") == "Suspended" && Told("object-lock", client, target.Bucket, cancellationToken).Text("ObjectLockEnabled") == "Enabled" =>
            ["the bucket has object lock, and versioning cannot be suspended where it is"],
        // S3 API reference, PutBucketVersioning.
        "versioning" when Told("versioning", client, target.Bucket, cancellationToken).Text("MFADelete") == "Enabled" =>
            ["the bucket has MFA delete, and its versioning changes with a code of a device in a header only, which is not sent here; aws s3api put-bucket-versioning --mfa does it"],
        // S3 User Guide, "Blocking public access to your Amazon S3 storage".
        "policy" when DangerCheck.Opening(content).FirstOrDefault() is { } open && Told("public-access-block", client, target.Bucket, cancellationToken).Text("BlockPublicPolicy") == "true" =>
            [$"{open.Name} opens the bucket, and its public-access-block has BlockPublicPolicy: such policies are refused"],
        // S3 API reference, PutBucketOwnershipControls: InvalidBucketAclWithObjectOwnership.
        "ownership" when DangerCheck.Owner(content) == "BucketOwnerEnforced" && ReadersByAcl.OfBucket(client, target.Bucket, cancellationToken) is { } readers =>
            [$"the bucket's own ACL grants {readers}, who would lose it, and ACLs can be disabled only where it grants nobody but the owner: sluice acl set s3://{DisplayText.Of(target.Bucket)} --acl private takes it away"],
        _ => [],
    };

    // S3 User Guide, "Enabling Amazon S3 server access logging".
    static IEnumerable<string> Logging(JsonObject logging, S3Client client, string bucket, CancellationToken cancellationToken)
    {
        string logs = logging.Text("TargetBucket")!, shown = DisplayText.Of(logs);
        S3Result<BucketInfo> head = client.HeadBucket(logs, cancellationToken);
        if (head.Error is { } error)
        {
            if (error.Kind is FailureKind.NoSuchBucket or FailureKind.NotFound)
                yield return $"TargetBucket: there is no bucket '{shown}'";
            yield break;
        }
        if (head.Value.Region is { } region && logs != bucket && client.HeadBucket(bucket, cancellationToken) is { Error: null, Value.Region: { } own } && own != region)
            yield return $"TargetBucket: '{shown}' lies in region {DisplayText.Of(region)}, and logs stay in the bucket's own, {DisplayText.Of(own)}";
        if (logging.Members("TargetGrants").Any() && DangerCheck.Owner(Told("ownership", client, logs, cancellationToken)) == "BucketOwnerEnforced")
            yield return $"TargetGrants: ACLs are disabled in '{shown}' (ownership BucketOwnerEnforced); leave the grants out";
        if (Told("object-lock", client, logs, cancellationToken).Fields("Rule").Fields("DefaultRetention") is not null)
            yield return $"TargetBucket: '{shown}' has a default retention (object-lock), and takes no logs";
        if (Told("request-payment", client, logs, cancellationToken).Text("Payer") == "Requester")
            yield return $"TargetBucket: whoever asks pays in '{shown}', which takes no logs";
    }

    // S3 User Guide, "Amazon S3 Event Notifications": destinations lie in the bucket's region.
    static IEnumerable<string> Notification(JsonObject content, S3Client client, string bucket, CancellationToken cancellationToken)
    {
        (string Field, string Arn)[] placed = [.. NotificationCheck.Destinations(content).Where(static one => NotificationCheck.Region(one.Arn).Length > 0)];
        if (placed.Length == 0 || client.HeadBucket(bucket, cancellationToken) is not { Error: null, Value.Region: { Length: > 0 } own })
            yield break;
        foreach ((string field, string arn) in placed)
            if (NotificationCheck.Region(arn) is var region && region != own)
                yield return $"{field}: '{DisplayText.Of(arn)}' lies in region {DisplayText.Of(region)}, and the bucket in {DisplayText.Of(own)}, whose destinations it tells";
    }

    static JsonObject? Told(string name, S3Client client, string bucket, CancellationToken cancellationToken) =>
        BucketSetting.Find(name)!.Read(client, bucket, cancellationToken) is { Error: null } told ? told.Value.Content : null;
}
