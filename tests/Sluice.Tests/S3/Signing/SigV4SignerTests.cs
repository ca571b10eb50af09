using Sluice.S3.Credentials;
using Sluice.S3.Signing;
using Sluice.S3.Wire;
using Sluice.Tests.S3.Credentials;

namespace Sluice.Tests.S3.Signing;

public sealed class SigV4SignerTests
{
    static readonly DateTimeOffset Now = new(2026, 2, 28, 23, 59, 59, TimeSpan.Zero);
    static readonly S3Credentials Keys = new("AKID", "secret", null);

    [Fact]
    public void A_request_can_be_rewound_and_signed_again()
    {
        SigV4Signer signer = new();
        WireRequest request = Request();
        request.Rewind();
        signer.Sign(request, "/", "", Keys, "us-east-1", Now);
        string first = Authorization(request);
        request.Rewind();
        Assert.Equal(["host"], request.Headers.Select(static header => header.Key));
        signer.Sign(request, "/", "", Keys, "us-east-1", Now);
        Assert.Equal(first, Authorization(request));
    }

    [Fact]
    public void A_key_is_derived_once_per_day_region_and_credentials()
    {
        SigV4Signer signer = new();
        SigningKey key = signer.KeyOf(Keys, "20260228", "us-east-1");
        Assert.NotSame(key, signer.KeyOf(Keys, "20260228", "us-west-1"));
        Assert.NotSame(key, signer.KeyOf(Keys, "20260301", "us-east-1"));
        Assert.NotSame(key, signer.KeyOf(new S3Credentials("AKID", "secret", null), "20260228", "us-east-1"));
        Assert.Same(key, signer.KeyOf(Keys, "20260228", "us-east-1"));
    }

    [Fact]
    public void A_new_day_is_signed_with_a_new_key()
    {
        SigV4Signer signer = new();
        WireRequest today = Request(), tomorrow = Request();
        signer.Sign(today, "/", "", Keys, "us-east-1", Now);
        signer.Sign(tomorrow, "/", "", Keys, "us-east-1", Now.AddSeconds(1));
        Assert.Contains("/20260228/", Authorization(today), StringComparison.Ordinal);
        Assert.Contains("/20260301/", Authorization(tomorrow), StringComparison.Ordinal);
        Assert.Contains(tomorrow.Headers, static header => header is { Key: "x-amz-date", Value: "20260301T000000Z" });
    }

    [Fact]
    public void Headers_that_proxies_change_are_not_signed()
    {
        WireRequest request = Request();
        request.AddHeader("user-agent", "sluice");
        request.AddHeader("expect", "100-continue");
        request.AddHeader("accept-encoding", "identity");
        new SigV4Signer().Sign(request, "/", "", Keys, "us-east-1", Now);
        Assert.Contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,", Authorization(request), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_one_name_are_joined_and_blanks_folded()
    {
        WireRequest parted = Request(), joined = Request();
        parted.AddHeader("x-amz-meta-a", " one  \t two ");
        parted.AddHeader("cache-control", "no-cache");
        parted.AddHeader("x-amz-meta-a", "three");
        joined.AddHeader("x-amz-meta-a", "one two,three");
        joined.AddHeader("cache-control", "no-cache");
        new SigV4Signer().Sign(parted, "/", "", Keys, "us-east-1", Now);
        new SigV4Signer().Sign(joined, "/", "", Keys, "us-east-1", Now);
        Assert.Equal(Authorization(joined), Authorization(parted));
    }

    [Fact]
    public void A_long_request_is_signed_as_a_short_one_is()
    {
        // Longer than any buffer on the stack: the SDK comparison covers the short ones, this one the way through the pool.
        WireRequest request = Request();
        request.AddHeader("x-amz-meta-long", string.Concat(Enumerable.Repeat("ä", 5000)));
        new SigV4Signer().Sign(request, "/", "", Keys, "us-east-1", Now);
        string text = $"GET\n/\n\nhost:h\nx-amz-content-sha256:{WireRequest.EmptyPayload}\nx-amz-date:20260228T235959Z\nx-amz-meta-long:{string.Concat(Enumerable.Repeat("ä", 5000))}\n\n"
            + $"host;x-amz-content-sha256;x-amz-date;x-amz-meta-long\n{WireRequest.EmptyPayload}";
        byte[] signature = new byte[SigningKey.SignatureLength];
        SigV4Canonical.Sign(new SigningKey("secret", new SigningScope("20260228", "us-east-1", "s3")), "20260228T235959Z", System.Text.Encoding.UTF8.GetBytes(text), signature);
        Assert.EndsWith("Signature=" + System.Text.Encoding.ASCII.GetString(signature), Authorization(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AKID/20260228/us-east-1/s3/aws4_request", "AKID")]
    [InlineData("a/b/20260228/us-east-1/s3/aws4_request", "a/b")]
    public void A_credential_names_a_key_and_a_scope(string credential, string id)
    {
        Assert.True(SigningScope.TryParseCredential(credential, out string? accessKeyId, out SigningScope? scope));
        Assert.Equal(id, accessKeyId);
        Assert.Equal("20260228/us-east-1/s3/aws4_request", scope.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AKID")]
    [InlineData("20260228/us-east-1/s3/aws4_request")]
    [InlineData("/20260228/us-east-1/s3/aws4_request")]
    [InlineData("AKID/20260228//s3/aws4_request")]
    [InlineData("AKID/20260228/us-east-1/s3/aws5_request")]
    public void What_is_no_credential_is_refused(string credential) => Assert.False(SigningScope.TryParseCredential(credential, out _, out _));

    static WireRequest Request()
    {
        WireRequest request = new() { Method = "GET", Operation = "Test" };
        request.AddHeader("host", "h");
        return request;
    }

    static string Authorization(WireRequest request) => request.Headers.Single(static header => header.Key == "authorization").Value;
}
