using System.Text.RegularExpressions;
using Sluice.Endpoint;

namespace Sluice.Tests.Endpoint;

/// <summary>What tests of the endpoint share: a server with a bucket, and a temporary directory.</summary>
public abstract partial class EndpointTest : IDisposable
{
    protected const string Bucket = "test-bucket";

    readonly string _directory = Path.Combine(Path.GetTempPath(), "sluice-endpoint-" + Guid.NewGuid().ToString("n"));

    protected string TemporaryDirectory
    {
        get
        {
            Directory.CreateDirectory(_directory);
            return _directory;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static async Task<EndpointServer> StartAsync(EndpointOptions? options = null, bool withBucket = true)
    {
        EndpointServer server = await EndpointServer.StartAsync(options ?? new EndpointOptions(), CancellationToken.None);
        if (!withBucket)
            return server;
        using RawClient client = new(server) { Clock = options?.Clock ?? TimeProvider.System, Trusted = server.CertificatePem };
        using HttpResponseMessage created = await client.PutAsync("/" + Bucket, []);
        Assert.True(created.IsSuccessStatusCode || created.StatusCode == System.Net.HttpStatusCode.Conflict);
        return server;
    }

    protected static async Task ExpectAsync(int status, string code, Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, code), ((int)response.StatusCode, CodeOf(body)));
    }

    protected static async Task<byte[]> BytesAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(body));
        return body;
    }

    protected static string CodeOf(string xml) => CodeElement().Match(xml).Groups[1].Value;

    [GeneratedRegex("<Code>([A-Za-z0-9]+)</Code>")]
    private static partial Regex CodeElement();
}
