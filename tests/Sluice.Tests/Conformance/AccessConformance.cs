using System.Net;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;

namespace Sluice.Tests.Conformance;

/// <summary>Who may do what: signatures, anonymous callers, canned ACLs and presigned URLs.</summary>
public abstract class AccessConformance(Store store) : StoreConformance(store)
{
    [Fact]
    public void A_wrong_secret_is_refused() =>
        AssertRefused("SignatureDoesNotMatch", CredentialSource.Static(Store.AccessKey, "anothersecret0123456789"));

    [Fact]
    public void An_unknown_access_key_is_refused() =>
        AssertRefused("InvalidAccessKeyId", CredentialSource.Static("nosuchaccess", Store.SecretKey));

    [Fact]
    public void An_anonymous_caller_is_refused() =>
        AssertRefused("AccessDenied", CredentialSource.Anonymous);

    [Fact]
    public void A_public_object_is_read_without_credentials_and_a_private_one_is_not()
    {
        Put("public", Bytes(10), new ObjectAttributes { Acl = "public-read" });
        Put("private", Bytes(10), new ObjectAttributes { Acl = "private" });
        using S3Client anonymous = new(Store.Options with { Credentials = CredentialSource.Anonymous });
        Assert.Equal(Bytes(10), Get(new GetObjectRequest(Bucket, Key("public")), anonymous).Body);
        GetFails(FailureKind.Denied, new GetObjectRequest(Bucket, Key("private")), anonymous);
    }

    [Fact]
    public void A_public_bucket_is_listed_without_credentials()
    {
        string bucket = Store.NewBucket("public-read");
        Put("object", Bytes(10), bucket: bucket);
        using S3Client anonymous = new(Store.Options with { Credentials = CredentialSource.Anonymous });
        Assert.Equal(Key("object"), Assert.Single(Ok(anonymous.ListObjects(new ListObjectsRequest(bucket), default)).Objects).Key);
    }

    [Fact]
    public void A_clock_that_is_wrong_is_corrected_by_the_stores_own()
    {
        Put("object", Bytes(10));
        using S3Client late = new(Store.Options with { Clock = new ShiftedClock(TimeSpan.FromHours(-3)) });
        Assert.Equal(Bytes(10), Get(new GetObjectRequest(Bucket, Key("object")), late).Body);
    }

    [Fact]
    public async Task A_presigned_url_needs_no_credentials()
    {
        Put("a key+%", Bytes(1000));
        using HttpClient browser = Browser();
        Presigner presigner = new(Store.Options);

        Assert.Equal(Bytes(1000), await browser.GetByteArrayAsync(presigner.Presign("GET", Bucket, Key("a key+%"), TimeSpan.FromMinutes(1))));
        using HttpResponseMessage put = await browser.PutAsync(presigner.Presign("PUT", Bucket, Key("uploaded"), TimeSpan.FromMinutes(1)), new ByteArrayContent(Bytes(50)));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(Bytes(50), Get("uploaded"));
    }

    [Fact]
    public async Task A_presigned_url_is_for_one_key_and_a_limited_time()
    {
        Put("object", Bytes(10));
        Put("secret", Bytes(10));
        using HttpClient browser = Browser();
        string url = new Presigner(Store.Options).Presign("GET", Bucket, Key("object"), TimeSpan.FromMinutes(1));
        string expired = new Presigner(Store.Options with { Clock = new ShiftedClock(TimeSpan.FromHours(-1)) }).Presign("GET", Bucket, Key("object"), TimeSpan.FromMinutes(1));
        string[] bad = [url.Replace("/object?", "/secret?", StringComparison.Ordinal), url.Replace("X-Amz-Expires=60", "X-Amz-Expires=600", StringComparison.Ordinal), expired];
        foreach (string attempt in bad)
        {
            using HttpResponseMessage answer = await browser.GetAsync(attempt);
            Assert.Equal(Store.Can(Capability.VerifiesSignatures) ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
        }
    }

    void AssertRefused(string code, CredentialSource credentials)
    {
        Put("object", Bytes(10));
        using S3Client client = new(Store.Options with { Credentials = credentials });
        S3Result<ListObjectsPage> result = client.ListObjects(new ListObjectsRequest(Bucket), default);
        if (Store.Can(Capability.VerifiesSignatures))
            Assert.Equal((403, code), (Fails(FailureKind.Denied, result).Status, result.Error!.Code));
        else
            Ok(result);
    }

    static HttpClient Browser() => new(new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true });

    sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
