using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Endpoints;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Requests;

public sealed class RedirectTests
{
    static readonly ObjectKey Key = new("a b/k");

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public void A_redirect_to_the_same_host_is_followed_with_a_signature_of_its_own(int status)
    {
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("PUT /moved/bkt/a%20b/k ", StringComparison.Ordinal) ? Answer(200, "", "ETag: \"e\"\r\n") : Answer(status, "<html>", $"Location: /moved/bkt/a%20b/k\r\n"));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal("\"e\"", client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody("body"u8.ToArray())), default).Value.ETag);
        string[] heads = [.. server.Requests];
        Assert.Equal(2, heads.Length);
        Assert.Contains("content-length: 4", heads[1], StringComparison.Ordinal);
        Assert.NotEqual(Signature(heads[0]), Signature(heads[1]));
    }

    [Fact]
    public void Another_host_never_gets_the_credentials()
    {
        using ScriptedServer thief = new(Replies(Answer(200, "stolen")));
        using ScriptedServer server = new(Replies(Answer(307, "", $"Location: {thief.Uri}bkt/a%20b/k\r\n")));
        using S3Client client = Clients.For(server);
        S3Error error = client.GetObject(new GetObjectRequest("bkt", Key), default).Error!;
        Assert.Equal((FailureKind.WrongRegion, 1), (error.Kind, error.Attempts));
        Assert.Contains(thief.Uri.Authority, error.Message, StringComparison.Ordinal);
        Assert.Empty(thief.Requests);
    }

    [Fact]
    public void Redirects_without_end_end()
    {
        using ScriptedServer server = new(Replies(Answer(307, "", "Location: /bkt/a%20b/k\r\n")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.WrongRegion, client.GetObject(new GetObjectRequest("bkt", Key), default).Error!.Kind);
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("/bkt/a%20b/k", "http://store.example:9000/bkt/a%20b/k?partNumber=1")]
    [InlineData("http://store.example:9000/elsewhere/bkt/a%20b/k?partNumber=1", "http://store.example:9000/elsewhere/bkt/a%20b/k?partNumber=1")]
    [InlineData("http://bkt.store.example:9000/a%20b/k", "http://bkt.store.example:9000/a%20b/k?partNumber=1")]
    [InlineData("http://STORE.example:9000/bkt/a b/k", "http://store.example:9000/bkt/a%20b/k?partNumber=1")]
    [InlineData("http://store.example:9001/bkt/a%20b/k", null)]
    [InlineData("http://store.example/bkt/a%20b/k", null)]
    [InlineData("http://user:pass@store.example:9000/bkt/a%20b/k", null)]
    [InlineData("http://evilstore.example:9000/bkt/a%20b/k", null)]
    [InlineData("http://store.example.evil:9000/bkt/a%20b/k", null)]
    [InlineData("http://store.example:9000@evil/bkt/a%20b/k", null)]
    [InlineData("//evil/bkt/a%20b/k", null)]
    [InlineData("ftp://store.example:9000/bkt/a%20b/k", null)]
    [InlineData("http://store.example:9000/bkt/other", null)]
    [InlineData("http://store.example:9000/bkt/", null)]
    [InlineData("http://store.example:9000/", null)]
    [InlineData("http://store.example:9000/other/a%20b/k", null)]
    [InlineData("http://store.example:9000/bkt/a%20b/k?delete=", null)]
    [InlineData("http://store.example:9000/bkt/a%zz/k", null)]
    [InlineData("k", null)]
    [InlineData("", null)]
    public void A_redirect_changes_the_place_and_never_the_operation_or_the_object(string location, string? to)
    {
        ResolvedEndpoint from = new("http", "store.example", 9000, "store.example:9000", "/bkt", "us-east-1", "s3");
        Assert.Equal(to is not null, RedirectTarget.TryRead(location, from, "partNumber=1", "bkt", Key, "store.example", out RedirectTarget? target));
        Assert.Equal(to, target is null ? null : $"{target.Endpoint.Scheme}://{target.Endpoint.Host}{target.Path}?{target.Query}");
    }

    [Theory]
    [InlineData("https://bkt.s3.eu-west-1.amazonaws.com/k", "eu-west-1")]
    [InlineData("https://bkt.s3-eu-west-1.amazonaws.com/k", "eu-west-1")]
    [InlineData("https://bkt.s3.dualstack.eu-west-1.amazonaws.com/k", "eu-west-1")]
    [InlineData("https://bkt.s3.amazonaws.com/k", "us-east-1")]
    [InlineData("http://bkt.s3.eu-west-1.amazonaws.com/k", null)]
    [InlineData("https://bkt.s3-website-eu-west-1.amazonaws.com/k", null)]
    [InlineData("https://bkt.evil.us-east-1.elb.amazonaws.com/k", null)]
    [InlineData("https://bkt.s3.evil.com/k", null)]
    [InlineData("https://bkt.s3.eu-west-1.amazonaws.com.evil.com/k", null)]
    public void On_AWS_only_hosts_of_S3_are_followed(string location, string? region)
    {
        ResolvedEndpoint from = new("https", "bkt.s3.us-east-1.amazonaws.com", 443, "bkt.s3.us-east-1.amazonaws.com", "", "us-east-1", "s3");
        RedirectTarget.TryRead(location, from, "", "bkt", new ObjectKey("k"), null, out RedirectTarget? target);
        Assert.Equal(region, target?.Endpoint.SigningRegion);
    }

    [Fact]
    public void From_http_to_https_of_the_same_host_is_followed_and_never_back()
    {
        ResolvedEndpoint http = new("http", "store.example", 80, "store.example", "/bkt", "us-east-1", "s3"), https = http with { Scheme = "https", Port = 443 };
        Assert.True(RedirectTarget.TryRead("https://store.example/bkt/k", http, "", "bkt", new ObjectKey("k"), "store.example", out RedirectTarget? target));
        Assert.Equal(443, target.Endpoint.Port);
        Assert.False(RedirectTarget.TryRead("http://store.example/bkt/k", https, "", "bkt", new ObjectKey("k"), "store.example", out _));
        Assert.False(RedirectTarget.TryRead("https://store.example:8443/bkt/k", http, "", "bkt", new ObjectKey("k"), "store.example", out _));
    }

    static string Signature(string head) => head[head.IndexOf("Signature=", StringComparison.Ordinal)..].Split('\r')[0];
}
