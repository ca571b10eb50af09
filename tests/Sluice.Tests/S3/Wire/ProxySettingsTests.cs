using Sluice.S3.Wire;

namespace Sluice.Tests.S3.Wire;

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

    [Theory]
    [InlineData("*.corp", "a.corp", true)]
    [InlineData("*.corp", "corp", true)]
    [InlineData("*.corp", "notcorp", false)]
    [InlineData(".corp", "a.b.corp", true)]
    [InlineData("corp", "A.CORP", true)]
    [InlineData("corp.", "a.corp", true)]
    [InlineData("a.corp b.corp", "b.corp", true)]
    [InlineData("*", "any.where", true)]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "10.example.com", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3:443", "10.1.2.3", true)]
    [InlineData("10.1.2.3:80", "10.1.2.3", false)]
    [InlineData("2", "10.1.2.2", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("fd00::/8", "fe80::1", false)]
    [InlineData("[fd00::0001]", "fd00::1", true)]
    [InlineData("[fd00::1]:443", "fd00::1", true)]
    [InlineData("[fd00::1]:80", "fd00::1", false)]
    [InlineData("fd00::1", "fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("*.", "a.corp", false)]
    [InlineData(",, ;", "a.corp", false)]
    [InlineData("[", "a.corp", false)]
    public void No_proxy_takes_names_addresses_networks_and_ports(string noProxy, string host, bool direct)
    {
        ProxySettings settings = new(name => name switch { "all_proxy" => "http://proxy:3128", "no_proxy" => noProxy, _ => null });
        Assert.Equal(direct, settings.For(new Origin(true, host, 443)) is null);
    }

    [Theory]
    [InlineData("socks5://proxy", "socks5://proxy:1080")]
    [InlineData("socks5h://u:p@proxy:99", "socks5://proxy:99")]
    [InlineData("socks4a://proxy:99", "socks4a://proxy:99")]
    [InlineData("HTTP://proxy:99/", "http://proxy:99")]
    [InlineData("proxy:99", "http://proxy:99")]
    public void A_proxy_is_used_for_both_schemes_when_it_is_for_all(string value, string proxy)
    {
        ProxySettings settings = new(name => name == "ALL_PROXY" ? value : null);
        Assert.Equal(proxy, settings.For(new Origin(true, "s3", 443))?.ToString());
        Assert.Equal(proxy, settings.For(new Origin(false, "s3", 80))?.ToString());
        Assert.Null(settings.Problem);
    }

    [Theory]
    [InlineData("https://proxy:443")]
    [InlineData("quic://user:secret@proxy")]
    [InlineData("http://")]
    [InlineData("http://us er:secret@:x")]
    public void A_proxy_that_is_not_spoken_is_named_and_never_passed_by(string value)
    {
        ProxySettings settings = new(name => name == "http_proxy" ? value : null);
        Assert.Contains("http_proxy", settings.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", settings.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_are_sent_and_never_shown()
    {
        ProxySettings.Proxy proxy = new ProxySettings(static name => name == "https_proxy" ? "http://user:p%40ss@proxy:3128" : null).For(new Origin(true, "s3", 443))!;
        Assert.Equal("Basic dXNlcjpwQHNz", proxy.Authorization);
        Assert.DoesNotContain("p@ss", proxy.ToString(), StringComparison.Ordinal);
    }
}
