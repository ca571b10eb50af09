using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>GetBucketVersioning and PutBucketVersioning.</summary>
static class BucketVersioning
{
    const int MostBytes = 4 << 10;

    /// <summary>Never enabled is an empty element, as S3 says it.</summary>
    public static Task GetAsync(S3Request request)
    {
        Bucket bucket = request.RequireOwnedBucket("s3:GetBucketVersioning");
        return Reply.XmlAsync(request, new XmlBuilder().Open("VersioningConfiguration", withNamespace: true).Text("Status", bucket.Record.Versioning).Close("VersioningConfiguration"));
    }

    public static async Task PutAsync(S3Request request)
    {
        Bucket bucket = request.RequireOwnedBucket("s3:PutBucketVersioning");
        XElement document = DocumentXml.Parse(await RequestXml.ReadBytesAsync(request, MostBytes).ConfigureAwait(false), "VersioningConfiguration");
        document.Allow("Status", "MfaDelete");
        if (document.Text("MfaDelete") is "Enabled")
            throw new RefusalException(Refusal.NotImplemented);
        string? status = document.Text("Status");
        if (status is not (StoredBucket.Enabled or StoredBucket.Suspended))
            throw new RefusalException(status is null ? new Refusal("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified") : Refusal.MalformedXml);
        if (status == StoredBucket.Suspended && bucket.Settings.HasObjectLock)
            throw new RefusalException(Refusal.InvalidBucketState("An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."));
        bucket.Change(record => record with { Versioning = status });
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }
}
