using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;

namespace Sluice.Tests.S3.Credentials;

public sealed class ClientSettingsTests : IDisposable
{
    const string Keys = "aws_access_key_id = A\naws_secret_access_key = s\n";

    readonly FakeHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Nothing_said_is_us_east_1_on_AWS()
    {
        S3ClientOptions options = _home.Options(null, Unsigned);
        Assert.Equal("us-east-1", options.Region);
        Assert.Null(options.Endpoint);
        Assert.Equal(AddressingStyle.Auto, options.Addressing);
    }

    [Fact]
    public void The_region_comes_from_the_flag_then_the_environment_then_the_profile()
    {
        _home.Write(".aws/config", "[default]\nregion = from-profile\n");
        Assert.Equal("from-profile", _home.Options(null, Unsigned).Region);
        _home.Variables["AWS_DEFAULT_REGION"] = "from-default-variable";
        Assert.Equal("from-default-variable", _home.Options(null, Unsigned).Region);
        _home.Variables["AWS_REGION"] = "from-variable";
        Assert.Equal("from-variable", _home.Options(null, Unsigned).Region);
        Assert.Equal("from-flag", _home.Options(null, Unsigned with { Region = "from-flag" }).Region);
    }

    [Fact]
    public void The_endpoint_comes_from_the_flag_then_the_environment_then_the_profile()
    {
        _home.Write(".aws/config", """
            [default]
            endpoint_url = http://profile.test
            [profile services]
            endpoint_url = http://profile.test
            services = mine
            [services mine]
            s3 =
              endpoint_url = http://services.test:9000/base
            sts =
              endpoint_url = http://sts.test
            """);
        Assert.Equal("http://profile.test/", Endpoint());
        Assert.Equal("http://services.test:9000/base", Endpoint(Unsigned with { Profile = "services" }));
        _home.Variables["AWS_ENDPOINT_URL"] = "http://any.test";
        Assert.Equal("http://any.test/", Endpoint());
        _home.Variables["AWS_ENDPOINT_URL_S3"] = "http://s3.test";
        Assert.Equal("http://s3.test/", Endpoint());
        Assert.Equal("http://flag.test/", Endpoint(Unsigned with { Endpoint = new Uri("http://flag.test") }));
        _home.Variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        Assert.Null(Endpoint());
        Assert.Equal("http://flag.test/", Endpoint(Unsigned with { Endpoint = new Uri("http://flag.test") }));
    }

    [Fact]
    public void A_profile_can_ignore_its_endpoints()
    {
        _home.Write(".aws/config", "[default]\nendpoint_url = http://profile.test\nignore_configured_endpoint_urls = true\n");
        Assert.Null(Endpoint());
    }

    [Fact]
    public void Settings_of_s3_stand_on_indented_lines()
    {
        _home.Write(".aws/config", """
            # of the whole file
            [profile "my cloud"]
            region = eu-west-1 ; a comment
            s3 =
                addressing_style = path
                use_accelerate_endpoint = true
                payload_signing_enabled = TRUE
            use_dualstack_endpoint = true
            use_fips_endpoint = true
            ca_bundle = ~/ca.pem
            """);
        S3ClientOptions options = _home.Options(null, Unsigned with { Profile = "my cloud" });
        Assert.Equal("eu-west-1", options.Region);
        Assert.Equal(AddressingStyle.Path, options.Addressing);
        Assert.Equal(PayloadSigning.Always, options.PayloadSigning);
        Assert.True(options.Accelerate && options.DualStack && options.Fips);
        Assert.Equal(Path.Combine(_home.Environment.Home, "ca.pem"), options.CaBundle);
    }

    [Fact]
    public void The_environment_goes_before_the_profile_also_to_say_no()
    {
        _home.Write(".aws/config", "[default]\nuse_dualstack_endpoint = true\nca_bundle = profile.pem\n");
        _home.Variables["AWS_USE_DUALSTACK_ENDPOINT"] = "false";
        _home.Variables["AWS_USE_FIPS_ENDPOINT"] = "true";
        _home.Variables["AWS_CA_BUNDLE"] = "variable.pem";
        S3ClientOptions options = _home.Options(null, Unsigned);
        Assert.False(options.DualStack);
        Assert.True(options.Fips);
        Assert.Equal("variable.pem", options.CaBundle);
    }

    [Fact]
    public void A_profile_of_a_location_stands_for_itself()
    {
        _home.Variables["AWS_REGION"] = "from-variable";
        _home.Variables["AWS_ENDPOINT_URL_S3"] = "http://variable.test";
        _home.Variables["AWS_USE_FIPS_ENDPOINT"] = "true";
        _home.Write(".aws/config", $"[profile cloud]\nregion = own\nendpoint_url = http://own.test\n{Keys}[profile aws]\n{Keys}");
        ClientDefaults flags = new() { Region = "from-flag", Endpoint = new Uri("http://flag.test"), NoSignRequest = true, Client = new() { MaxAttempts = 3 } };
        S3ClientOptions cloud = _home.Options("cloud", flags), aws = _home.Options("aws", flags);
        Assert.Equal(("own", new Uri("http://own.test"), "A"), (cloud.Region, cloud.Endpoint, cloud.Credentials.Current(CancellationToken.None)!.AccessKeyId));
        Assert.Equal(("us-east-1", null), (aws.Region, aws.Endpoint));
        Assert.False(cloud.Fips);
        Assert.Equal(3, cloud.MaxAttempts);
    }

    [Fact]
    public void The_files_can_be_elsewhere()
    {
        _home.Variables["AWS_CONFIG_FILE"] = _home.Write("elsewhere/c", "[profile x]\nregion = there\n");
        _home.Variables["AWS_SHARED_CREDENTIALS_FILE"] = "~/elsewhere/k";
        _home.Write("elsewhere/k", $"[x]\n{Keys}");
        S3ClientOptions options = _home.Options("x");
        Assert.Equal("there", options.Region);
        Assert.Equal("A", options.Credentials.Current(CancellationToken.None)!.AccessKeyId);
    }

    [Theory]
    [InlineData("s3 =\n  addressing_style = sideways\n", "sideways")]
    [InlineData("endpoint_url = ftp://x\n", "endpoint_url")]
    public void A_setting_that_cannot_be_is_named(string settings, string named)
    {
        _home.Write(".aws/config", $"[profile x]\n{Keys}{settings}");
        S3Error error = _home.Refusal("x");
        Assert.Equal(FailureKind.BadRequest, error.Kind);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("'x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_profile_has_one_client()
    {
        _home.Write(".aws/config", $"[profile x]\n{Keys}");
        using S3ClientFactory factory = new(Unsigned, _home.Environment);
        Assert.Same(factory.For("x"), factory.For("x"));
        Assert.NotSame(factory.For("x"), factory.For(null));
        Assert.Equal(2, factory.Clients.Count());
    }

    static ClientDefaults Unsigned { get; } = new() { NoSignRequest = true };

    string? Endpoint(ClientDefaults? defaults = null) => _home.Options(null, defaults ?? Unsigned).Endpoint?.AbsoluteUri;
}
