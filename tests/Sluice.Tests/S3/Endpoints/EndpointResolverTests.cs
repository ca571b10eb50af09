using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Tests.S3.Endpoints;

public sealed class EndpointResolverTests
{
    static readonly S3ClientOptions Aws = new();

    [Theory]
    [InlineData("us-east-1", "s3.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", "s3.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "s3.us-gov-west-1.amazonaws.com")]
    [InlineData("us-iso-east-1", "s3.us-iso-east-1.c2s.ic.gov")]
    [InlineData("us-isob-east-1", "s3.us-isob-east-1.sc2s.sgov.gov")]
    [InlineData("eu-isoe-west-1", "s3.eu-isoe-west-1.cloud.adc-e.uk")]
    [InlineData("us-isof-south-1", "s3.us-isof-south-1.csp.hci.ic.gov")]
    [InlineData("eusc-de-east-1", "s3.eusc-de-east-1.amazonaws.eu")]
    public void Every_partition_has_its_own_suffix(string region, string host)
    {
        AssertIs(Aws, null, region, "https", host, 443, "");
        AssertIs(Aws, "bucket", region, "https", "bucket." + host, 443, "");
    }

    [Theory]
    [InlineData(true, false, "bucket.s3.dualstack.eu-west-1.amazonaws.com")]
    [InlineData(false, true, "bucket.s3-fips.eu-west-1.amazonaws.com")]
    [InlineData(true, true, "bucket.s3-fips.dualstack.eu-west-1.amazonaws.com")]
    public void Dual_stack_and_FIPS_have_hosts_of_their_own(bool dualStack, bool fips, string host) =>
        AssertIs(Aws with { DualStack = dualStack, Fips = fips }, "bucket", "eu-west-1", "https", host, 443, "");

    [Fact]
    public void Acceleration_has_one_host_for_all_regions()
    {
        S3ClientOptions options = Aws with { Accelerate = true };
        AssertIs(options, "bucket", "eu-west-1", "https", "bucket.s3-accelerate.amazonaws.com", 443, "");
        AssertIs(options with { DualStack = true }, "bucket", "eu-west-1", "https", "bucket.s3-accelerate.dualstack.amazonaws.com", 443, "");
        AssertIs(options, null, "eu-west-1", "https", "s3.eu-west-1.amazonaws.com", 443, "");
    }

    [Theory]
    [InlineData("my.bucket", "/my.bucket")]
    [InlineData("My_Bucket", "/My_Bucket")]
    [InlineData("tenant:bucket", "/tenant%3Abucket")]
    public void A_name_that_no_host_or_certificate_fits_goes_into_the_path(string bucket, string path) =>
        AssertIs(Aws, bucket, "eu-west-1", "https", "s3.eu-west-1.amazonaws.com", 443, path);

    [Fact]
    public void Path_style_is_done_when_asked_for() =>
        AssertIs(Aws with { Addressing = AddressingStyle.Path }, "bucket", "eu-west-1", "https", "s3.eu-west-1.amazonaws.com", 443, "/bucket");

    [Theory]
    [InlineData("http://127.0.0.1:9000", "http", "127.0.0.1:9000", "127.0.0.1", 9000, "/bucket")]
    [InlineData("http://[::1]:9000/", "http", "[::1]:9000", "::1", 9000, "/bucket")]
    [InlineData("https://store.example:443", "https", "store.example", "store.example", 443, "/bucket")]
    [InlineData("http://store.example/base/path/", "http", "store.example", "store.example", 80, "/base/path/bucket")]
    [InlineData("http://bücher.example", "http", "xn--bcher-kva.example", "xn--bcher-kva.example", 80, "/bucket")]
    public void Another_store_is_addressed_path_style(string endpoint, string scheme, string host, string dnsHost, int port, string path)
    {
        S3ClientOptions options = Aws with { Endpoint = new Uri(endpoint), DualStack = true, Fips = true, Accelerate = true };
        ResolvedEndpoint resolved = AssertIs(options, "bucket", "default", scheme, host, port, path);
        Assert.Equal(dnsHost, resolved.DnsHost);
        Assert.Equal("default", resolved.SigningRegion);
    }

    [Fact]
    public void Another_store_can_have_the_bucket_in_its_host()
    {
        S3ClientOptions options = Aws with { Endpoint = new Uri("https://store.example:8443/base"), Addressing = AddressingStyle.VirtualHost };
        AssertIs(options, "bucket", "x", "https", "bucket.store.example:8443", 8443, "/base");
        AssertIs(options, "my.bucket", "x", "https", "my.bucket.store.example:8443", 8443, "/base");
        AssertIs(options, null, "x", "https", "store.example:8443", 8443, "/base");
    }

    [Fact]
    public void An_access_point_is_addressed_by_its_ARN()
    {
        const string arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/reports";
        ResolvedEndpoint resolved = AssertIs(Aws, arn, "us-east-1", "https", "reports-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", 443, "");
        Assert.Equal("eu-west-1", resolved.SigningRegion);
        AssertIs(Aws with { Fips = true, DualStack = true }, arn, "us-east-1", "https", "reports-123456789012.s3-accesspoint-fips.dualstack.eu-west-1.amazonaws.com", 443, "");
        AssertIs(Aws, "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:reports", "us-east-1", "https", "reports-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn", 443, "");
        AssertIs(Aws with { Endpoint = new Uri("http://store.example:81") }, arn, "us-east-1", "http", "reports-123456789012.store.example:81", 81, "");
        AssertIs(Aws, "reports-abcdefgh-s3alias", "eu-west-1", "https", "reports-abcdefgh-s3alias.s3.eu-west-1.amazonaws.com", 443, "");
    }

    [Theory]
    [InlineData("arn:aws:s3:eu-west-1:123456789012", "not an ARN")]
    [InlineData("arn:aws:s3:::bucket", "not an access point")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:queue", "not an access point")]
    [InlineData("arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-1/accesspoint/a", "s3-outposts")]
    [InlineData("arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/a", "s3-object-lambda")]
    [InlineData("arn:aws:s3::123456789012:accesspoint/m.mrap", "SigV4A")]
    [InlineData("arn:aws:s3:eu-west-1:123:accesspoint/name", "12 digits")]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint/name/object/key", "behind the name")]
    [InlineData("arn:aws:s3:evil.example#:123456789012:accesspoint/name", "region")]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint/na.me", "access point that cannot be one")]
    [InlineData("arn:aws-cn:s3:eu-west-1:123456789012:accesspoint/name", "partition")]
    [InlineData("bucket--use1-az4--x-s3", "CreateSession")]
    [InlineData("alias--op-s3", "Outposts")]
    [InlineData("alias.mrap", "SigV4A")]
    [InlineData("a/b", "'/'")]
    [InlineData("..", "2 characters")]
    [InlineData("...", "cannot be a bucket")]
    public void What_is_no_bucket_is_refused_with_the_reason(string bucket, string reason) => AssertRefused(Aws, bucket, "eu-west-1", reason);

    [Fact]
    public void Combinations_that_do_not_exist_are_refused()
    {
        const string arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/name";
        AssertRefused(Aws with { Fips = true }, "bucket", "cn-north-1", "FIPS");
        AssertRefused(Aws with { Accelerate = true }, "bucket", "cn-north-1", "Acceleration");
        AssertRefused(Aws with { Accelerate = true, Fips = true }, "bucket", "us-east-1", "FIPS");
        AssertRefused(Aws with { Accelerate = true }, "my.bucket", "us-east-1", "path-style");
        AssertRefused(Aws with { Accelerate = true, Addressing = AddressingStyle.Path }, "bucket", "us-east-1", "path-style");
        AssertRefused(Aws with { Accelerate = true }, arn, "us-east-1", "Acceleration");
        AssertRefused(Aws with { Addressing = AddressingStyle.Path }, arn, "us-east-1", "path-style");
        AssertRefused(Aws with { Addressing = AddressingStyle.VirtualHost }, "my.bucket", "us-east-1", "certificate");
        AssertRefused(Aws with { Addressing = AddressingStyle.VirtualHost }, "My_Bucket", "us-east-1", "host name");
        AssertRefused(Aws with { Addressing = AddressingStyle.VirtualHost, Endpoint = new Uri("http://127.0.0.1") }, "bucket", "x", "address");
        AssertRefused(Aws with { Endpoint = new Uri("http://127.0.0.1") }, arn, "x", "address");
        AssertRefused(Aws with { Endpoint = new Uri("ftp://host") }, "bucket", "x", "http://");
        AssertRefused(Aws with { Endpoint = new Uri("http://host/?x=1") }, "bucket", "x", "query");
    }

    [Theory]
    [InlineData("evil.example/#")]
    [InlineData("EU-WEST-1")]
    [InlineData("")]
    public void A_region_that_would_change_the_host_is_refused(string region) => AssertRefused(Aws, "bucket", region, "region");

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public void A_region_that_would_change_a_signature_is_refused(string region) =>
        AssertRefused(Aws with { Endpoint = new Uri("http://host") }, "bucket", region, "region");

    [Fact]
    public void A_password_in_an_endpoint_is_refused_and_not_shown()
    {
        S3Error error = AssertRefused(Aws with { Endpoint = new Uri("http://user:hidden@host") }, "bucket", "x", "credentials belong in a profile");
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_kept_until_another_is_asked_for()
    {
        EndpointResolver resolver = new(Aws);
        ResolvedEndpoint first = resolver.Resolve("bucket", "us-east-1").Value;
        Assert.Same(first, resolver.Resolve("bucket", "us-east-1").Value);
        Assert.NotEqual(first, resolver.Resolve("bucket", "us-west-1").Value);
        Assert.NotEqual(first, resolver.Resolve("another", "us-east-1").Value);
    }

    [Theory]
    [InlineData("", "", "/")]
    [InlineData("/bucket", "", "/bucket")]
    [InlineData("/bucket", "/a//b c", "/bucket//a//b%20c")]
    [InlineData("", "a", "/a")]
    public void A_path_is_the_base_and_the_key(string basePath, string key, string expected) =>
        Assert.Equal(expected, new ResolvedEndpoint("https", "h", 443, "h", basePath, "r", "s3").PathOf(new ObjectKey(key)));

    static ResolvedEndpoint AssertIs(S3ClientOptions options, string? bucket, string region, string scheme, string host, int port, string basePath)
    {
        ResolvedEndpoint endpoint = new EndpointResolver(options).Resolve(bucket, region).Value;
        Assert.Equal((scheme, host, port, basePath), (endpoint.Scheme, endpoint.Host, endpoint.Port, endpoint.BasePath));
        Assert.Equal("s3", endpoint.SigningService);
        return endpoint;
    }

    static S3Error AssertRefused(S3ClientOptions options, string bucket, string region, string reason)
    {
        S3Error? error = new EndpointResolver(options).Resolve(bucket, region).Error;
        Assert.NotNull(error);
        Assert.Equal((FailureKind.BadRequest, RetryClass.Never), (error.Kind, error.Retry));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        return error;
    }
}
