using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>Retention and legal holds of versions, put, told and enforced (S3 User Guide, "Object Lock").</summary>
static class ObjectLocks
{
    const int MostBytes = 4 << 10;

    static readonly Refusal NotThere = new("NoSuchObjectLockConfiguration", 404, "The specified object does not have a ObjectLock configuration");

    static readonly string[] Headers = ["x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold"];

    public static Task GetRetentionAsync(S3Request request)
    {
        KeptObject stored = request.RequireObject(Bucket(request), null, "s3:GetObjectRetention");
        ObjectRetention retention = stored.Retention ?? throw new RefusalException(NotThere);
        return Reply.XmlAsync(request, new XmlBuilder().Open("Retention", withNamespace: true).Text("Mode", retention.Mode).Text("RetainUntilDate", Reply.XmlDate(retention.Until)).Close("Retention"));
    }

    public static async Task PutRetentionAsync(S3Request request)
    {
        Bucket bucket = Bucket(request);
        request.RequireObject(bucket, null, "s3:PutObjectRetention");
        XElement document = DocumentXml.Parse(await RequestXml.ReadBytesAsync(request, MostBytes).ConfigureAwait(false), "Retention");
        document.Allow("Mode", "RetainUntilDate");
        ObjectRetention? retention = document.HasElements ? Retention(request, document.Text("Mode"), document.Text("RetainUntilDate"), Refusal.MalformedXml) : null;
        bool bypasses = MayBypass(request, bucket, request.Key);
        await bucket.UpdateAsync(request.Key, request.Version, stored =>
        {
            RequireChangeable(request, stored.Retention, retention, bypasses);
            return stored with { Retention = retention };
        }, request.Aborted).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static Task GetLegalHoldAsync(S3Request request)
    {
        KeptObject stored = request.RequireObject(Bucket(request), null, "s3:GetObjectLegalHold");
        bool hold = stored.LegalHold ?? throw new RefusalException(NotThere);
        return Reply.XmlAsync(request, new XmlBuilder().Open("LegalHold", withNamespace: true).Text("Status", hold ? "ON" : "OFF").Close("LegalHold"));
    }

    public static async Task PutLegalHoldAsync(S3Request request)
    {
        Bucket bucket = Bucket(request);
        request.RequireObject(bucket, null, "s3:PutObjectLegalHold");
        XElement document = DocumentXml.Parse(await RequestXml.ReadBytesAsync(request, MostBytes).ConfigureAwait(false), "LegalHold");
        bool hold = Hold(document.Text("Status")) ?? throw new RefusalException(Refusal.MalformedXml);
        await bucket.UpdateAsync(request.Key, request.Version, stored => stored with { LegalHold = hold }, request.Aborted).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    /// <summary>The lock that a write asks for in headers, else the bucket's default. Throws <see cref="RefusalException"/> for one that S3 refuses.</summary>
    public static (ObjectRetention? Retention, bool? LegalHold) Read(S3Request request, Bucket bucket)
    {
        string? mode = request.Header(Headers[0]), until = request.Header(Headers[1]), hold = request.Header(Headers[2]);
        BucketSettings settings = bucket.Settings;
        if (mode is null && until is null && hold is null)
            return (settings.Retention?.At(request.Endpoint.Now), null);
        if (!settings.HasObjectLock)
            throw new RefusalException(Refusal.InvalidRequest("Bucket is missing Object Lock Configuration"));
        if (mode is null != until is null)
            throw new RefusalException(Refusal.InvalidArgument("x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"));
        ObjectRetention? retention = mode is null ? settings.Retention?.At(request.Endpoint.Now) : Retention(request, mode, until, Refusal.InvalidArgument("Unknown wormMode directive."));
        if (hold is not null && Hold(hold) is null)
            throw new RefusalException(Refusal.InvalidArgument("Legal Hold must be either of 'ON' or 'OFF'"));
        if (retention is not null && mode is not null && !request.MayAlso("s3:PutObjectRetention", bucket) || hold is not null && !request.MayAlso("s3:PutObjectLegalHold", bucket))
            throw new RefusalException(Refusal.AccessDenied());
        return (retention, Hold(hold));
    }

    /// <summary>Throws <see cref="RefusalException"/> (AccessDenied) while the version is locked.</summary>
    /// <param name="stored">The version to be removed.</param>
    /// <param name="now">The time.</param>
    /// <param name="bypasses">GOVERNANCE does not hold.</param>
    public static void RequireRemovable(KeptObject stored, DateTimeOffset now, bool bypasses)
    {
        bool isRetained = stored.Retention is { } retention && retention.Until > now && !(bypasses && retention.Mode == ObjectRetention.Governance);
        if (isRetained || stored.LegalHold == true)
            throw new RefusalException(Refusal.AccessDenied("Access Denied because object protected by object lock."));
    }

    /// <summary>The request asks to bypass GOVERNANCE, and its caller may.</summary>
    public static bool MayBypass(S3Request request, Bucket bucket, Sluice.S3.ObjectKey key) =>
        string.Equals(request.Header("x-amz-bypass-governance-retention"), "true", StringComparison.OrdinalIgnoreCase)
        && Authorization.Allows(request, bucket, "s3:BypassGovernanceRetention", key, bucket.Access, null);

    static void RequireChangeable(S3Request request, ObjectRetention? before, ObjectRetention? after, bool bypasses)
    {
        if (before is null || before.Until <= request.Endpoint.Now)
            return;
        bool isLonger = after is not null && after.Mode == before.Mode && after.Until >= before.Until;
        if (!isLonger && !(bypasses && before.Mode == ObjectRetention.Governance))
            throw new RefusalException(Refusal.AccessDenied("Access Denied because object protected by object lock."));
    }

    static Bucket Bucket(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        return bucket.Settings.HasObjectLock ? bucket : throw new RefusalException(Refusal.InvalidRequest("Bucket is missing Object Lock Configuration"));
    }

    static ObjectRetention Retention(S3Request request, string? mode, string? until, Refusal wrong)
    {
        if (mode is not (ObjectRetention.Governance or ObjectRetention.Compliance)
            || !DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date))
            throw new RefusalException(wrong);
        return date > request.Endpoint.Now ? new ObjectRetention(mode, date) : throw new RefusalException(Refusal.InvalidArgument("The retain until date must be in the future!"));
    }

    static bool? Hold(string? text) => text switch
    {
        "ON" => true,
        "OFF" => false,
        _ => null,
    };
}
