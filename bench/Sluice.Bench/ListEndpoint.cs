using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Storage;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;

namespace Sluice.Bench;

/// <summary>The embedded endpoint with a bucket of many small objects, in a process of its own: bench/list measures against it.</summary>
static class ListEndpoint
{
    public const string BucketName = "bench", AccessKey = "benchaccess", SecretKey = "benchsecret0123456789";

    /// <summary>
    /// Fills a bucket with keys <c>object-0000000000</c> and on, prints the URL, and then takes commands, a line each:
    /// <c>latency MS</c>, which is added to every request from then on, and <c>requests</c>, which prints how many listings came since it was last asked.
    /// </summary>
    public static async Task<int> RunAsync(int keys)
    {
        await using EndpointServer server = await EndpointServer.StartAsync(new EndpointOptions { AccessKey = AccessKey, SecretKey = SecretKey }, CancellationToken.None);
        await FillAsync(server, keys);
        Console.WriteLine(server.Url);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["latency", var milliseconds])
                server.Faults.Plan = FaultPlan.None with { Latency = TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture)) };
            Console.WriteLine(server.Requests.Total);
            server.Requests.Reset();
        }
        return 0;
    }

    // Not by requests: a million of them take longer than what is measured.
    static async Task FillAsync(EndpointServer server, int keys)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using S3Client client = new(new S3ClientOptions { Endpoint = server.Url, Credentials = CredentialSource.Static(AccessKey, SecretKey) });
        _ = client.CreateBucket(BucketName, null, CancellationToken.None).Value;
        server.Requests.Reset();
        Bucket bucket = server.Catalog.Get(BucketName);
        for (int number = 0; number < keys; number++)
        {
            KeptObject stored = new()
            {
                KeyBytes = Encoding.UTF8.GetBytes($"object-{number:d10}"),
                Size = 4096,
                LastModified = now,
                ETag = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)).AsSpan(0, 16)),
                Description = ObjectDescription.Default,
                Access = bucket.Access,
                Checksum = new ObjectChecksum(ChecksumAlgorithm.Crc64Nvme, "AAAAAAAAAAA="),
            };
            await bucket.PutAsync(stored, WritePrecondition.None, CancellationToken.None);
        }
    }
}
