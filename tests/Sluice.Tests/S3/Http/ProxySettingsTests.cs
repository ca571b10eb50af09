using Sluice.S3.Http;

namespace Sluice.Tests.S3.Http;

public sealed class ProxySettingsTests
{
    [Theory]
    [InlineData(true, "bucket.s3.amazonaws.com", 443, "http://tls-proxy:3128")]
    [InlineData(false, "store.example.com", 80, "http://plain-proxy:8080")]
    [InlineData(true, "127.0.0.1", 443, null)]
    [InlineData(true, "bucket.localhost", 443, null)]
    [InlineData(true, "::1", 443, null)]
    [InlineData(true, "inner.corp", 443, null)]
    [InlineData(true, "a.inner.corp", 443, null)]
    [InlineData(true, "notinner.corp", 443, "http://tls-proxy:3128")]
    [InlineData(true, "ported.corp", 9000, null)]
    [InlineData(true, "ported.corp", 443, "http://tls-proxy:3128")]
    public void The_environment_decides(bool tls, string host, int port, string? proxy)
    {
        Dictionary<string, string> environment = new()
        {
            ["HTTPS_PROXY"] = "http://user:p%40ss@tls-proxy:3128",
            ["http_proxy"] = "plain-proxy:8080",
            ["NO_PROXY"] = ".inner.corp, ported.corp:9000",
        };
        ProxySettings settings = new(environment.GetValueOrDefault);
        Assert.Equal(proxy, settings.For(new Origin(tls, host, port))?.ToString());
    }

    [Fact]
    public void Credentials_are_sent_and_never_shown()
    {
        ProxySettings.Proxy proxy = new ProxySettings(static name => name == "https_proxy" ? "http://user:p%40ss@proxy:3128" : null).For(new Origin(true, "s3", 443))!;
        Assert.Equal("Basic dXNlcjpwQHNz", proxy.Authorization);
        Assert.DoesNotContain("p@ss", proxy.ToString(), StringComparison.Ordinal);
    }
}
