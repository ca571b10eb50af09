using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

/// <summary>Presigned URLs as a .NET program opens them, by HttpClient, which encodes and sends its own headers; and beside those that AWSSDK.S3 makes.</summary>
public sealed class PresignedClientScenarios
{
    const string Key = "a b/ä+%&=~!'()*.txt";

    [Theory]
    [InlineData("path")]
    [InlineData("virtual")]
    public async Task HttpClient_reads_heads_writes_and_removes_by_presigned_urls_in_both_styles(string style)
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put(Key, "one");
        string first = scene.Head(Key).VersionId!;
        scene.Put(Key, "two");
        string endpoint = $"http://localhost:{scene.Server.Url.Port}";
        using HttpClient http = Client();
        async Task<string> UrlAsync(params string[] args)
        {
            string url = (await scene.RunAsync(["presign", "--endpoint-url", endpoint, "--addressing-style", style, .. args])).Exits(0).Lines.Single();
            Assert.StartsWith(style == "path" ? $"{endpoint}/scene/" : $"http://scene.localhost:{scene.Server.Url.Port}/", url, StringComparison.Ordinal);
            return url;
        }
        // 1 GET: the object, a version, and headers of the answer.
        Assert.Equal("two", await http.GetStringAsync(await UrlAsync($"s3://scene/{Key}", "--exact")));
        Assert.Equal("one", await http.GetStringAsync(await UrlAsync($"s3://scene/{Key}?versionId={first}")));
        using (HttpResponseMessage told = await http.GetAsync(await UrlAsync($"s3://scene/{Key}", "--exact", "--response-header", "content-type=text/x-ü", "--response-header", "content-disposition=attachment; filename=\"x+y z.txt\"", "--response-header", "cache-control=no-store")))
        {
            Assert.Equal(HttpStatusCode.OK, told.StatusCode);
            Assert.Equal("attachment; filename=\"x+y z.txt\"", told.Content.Headers.NonValidated["Content-Disposition"].ToString());
            Assert.True(told.Headers.CacheControl!.NoStore);
        }
        // 2 HEAD, and nothing but that.
        string head = await UrlAsync($"s3://scene/{Key}", "--exact", "--method", "HEAD");
        using (HttpResponseMessage told = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, head)))
            Assert.Equal((HttpStatusCode.OK, 3L), (told.StatusCode, told.Content.Headers.ContentLength));
        using (HttpResponseMessage refused = await http.GetAsync(head))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        // 3 PUT, with the type that was signed.
        string put = await UrlAsync("s3://scene/up+1", "--method", "PUT", "--content-type", "application/x-thing; a=1");
        using (HttpResponseMessage refused = await http.PutAsync(put, Content("application/json")))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using (HttpResponseMessage sent = await http.PutAsync(put, Content("application/x-thing; a=1")))
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(("application/x-thing; a=1", "sent"u8.ToArray().Length), (scene.Head("up+1").Attributes.ContentType, scene.Get("up+1").Length));
        // 4 DELETE of a version, then of the object.
        using (HttpResponseMessage gone = await http.DeleteAsync(await UrlAsync($"s3://scene/{Key}?versionId={first}", "--method", "DELETE")))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using (HttpResponseMessage gone = await http.DeleteAsync(await UrlAsync("s3://scene/up+1", "--method", "DELETE")))
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal([Key], scene.Keys());
        Assert.Equal(3, VersionedScene.Count(scene));
    }

    [Fact]
    public async Task AWSSDK_makes_urls_that_sign_the_same_parameters()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put(Key, "text");
        using AmazonS3Client sdk = new(new BasicAWSCredentials(scene.Server.AccessKey, scene.Server.SecretKey), new AmazonS3Config { ServiceURL = scene.Server.Url.ToString(), ForcePathStyle = true, UseHttp = true, AuthenticationRegion = "us-east-1" });
        string theirs = await sdk.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Scene.Bucket,
            Key = Key,
            Verb = HttpVerb.GET,
            Protocol = Protocol.HTTP,
            Expires = DateTime.UtcNow.AddMinutes(15),
            ResponseHeaderOverrides = new ResponseHeaderOverrides { ContentType = "text/x" },
        });
        string ours = (await scene.RunAsync("presign", "--exact", $"s3://scene/{Key}", "--expires", "15m", "--response-header", "content-type=text/x")).Exits(0).Lines.Single();
        Assert.Equal(Names(theirs), Names(ours));
        using HttpClient http = Client();
        foreach (string url in (string[])[theirs, ours])
        {
            using HttpResponseMessage told = await http.GetAsync(url);
            Assert.Equal(("text", "text/x"), (await told.Content.ReadAsStringAsync(), told.Content.Headers.ContentType?.MediaType));
        }

        static IEnumerable<string> Names(string url) => new Uri(url).Query.TrimStart('?').Split('&').Select(static pair => pair.Split('=')[0].ToLowerInvariant()).Where(static name => name != "x-id").Order(StringComparer.Ordinal);
    }

    static ByteArrayContent Content(string type) => new("sent"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    // Names below localhost need not resolve.
    static HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = static async (context, stop) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
}
