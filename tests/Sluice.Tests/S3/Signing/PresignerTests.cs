using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;
using Sluice.Tests.S3.Credentials;

namespace Sluice.Tests.S3.Signing;

public sealed class PresignerTests
{
    static readonly FixedClock Clock = new(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero));
    static readonly S3ClientOptions Options = new() { Clock = Clock, Endpoint = new Uri("http://127.0.0.1:9000"), Credentials = CredentialSource.Static("AKID", "secret", "to/ken+") };

    [Fact]
    public void A_URL_holds_key_parameters_and_token_encoded()
    {
        string url = new Presigner(Options).Presign("GET", "bucket", new ObjectKey("a b//ä"), TimeSpan.FromMinutes(5),
            [new("response-content-disposition", "attachment; filename=\"x y\"")]);
        Assert.StartsWith("http://127.0.0.1:9000/bucket/a%20b//%C3%A4?X-Amz-Algorithm=", url, StringComparison.Ordinal);
        Assert.Contains("&X-Amz-Expires=300&X-Amz-Security-Token=to%2Fken%2B&X-Amz-SignedHeaders=host&", url, StringComparison.Ordinal);
        Assert.Contains("&response-content-disposition=attachment%3B%20filename%3D%22x%20y%22&X-Amz-Signature=", url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(604_801)]
    public void A_URL_is_valid_from_a_second_to_seven_days(int seconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new Presigner(Options).Presign("GET", "bucket", new ObjectKey("k"), TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1800, 1800, true)]
    [InlineData(7200, 3600, false)]
    public void A_URL_ends_with_the_credentials_that_sign_it(int left, int expected, bool isCut)
    {
        PresignedUrl url = new Presigner(Options with { Credentials = new Ending(Clock.GetUtcNow().AddSeconds(left)) }).Sign(new PresignRequest("GET", "bucket", new ObjectKey("k"), TimeSpan.FromHours(1)));
        Assert.Equal((Clock.GetUtcNow().AddSeconds(expected), isCut, false), (url.Expires, url.IsCut, url.MayEndEarlier));
        Assert.Contains($"X-Amz-Expires={expected}&", url.Url, StringComparison.Ordinal);
        Assert.True(new Presigner(Options).Sign(new PresignRequest("GET", "bucket", new ObjectKey("k"), TimeSpan.FromHours(1))).MayEndEarlier);
    }

    [Fact]
    public void No_URL_is_made_that_is_expired_on_arrival() => Assert.Equal(FailureKind.Denied, Assert.Throws<S3Exception>(
        static () => new Presigner(Options with { Credentials = new Ending(Clock.GetUtcNow()) }).Sign(new PresignRequest("GET", "bucket", new ObjectKey("k"), TimeSpan.FromHours(1)))).Error.Kind);

    sealed class Ending(DateTimeOffset end) : CredentialSource
    {
        readonly S3Credentials _credentials = new("AKID", "secret", "token") { Expiration = end };

        public override S3Credentials? Current(CancellationToken cancellationToken) => _credentials;
    }

    [Fact]
    public void A_URL_needs_credentials() => Assert.Equal(FailureKind.Denied, Assert.Throws<S3Exception>(
        static () => new Presigner(Options with { Credentials = CredentialSource.Anonymous }).Presign("GET", "bucket", new ObjectKey("k"), TimeSpan.FromHours(1))).Error.Kind);
}
