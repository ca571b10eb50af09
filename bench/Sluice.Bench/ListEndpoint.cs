using System.Globalization;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.S3.Auth;

namespace Sluice.Bench;

/// <summary>The embedded endpoint with a bucket of many small objects, in a process of its own: bench/list measures against it.</summary>
static class ListEndpoint
{
    public const string Bucket = "bench", AccessKey = "benchaccess", SecretKey = "benchsecret0123456789";

    const int Writers = 16;

    /// <summary>
    /// Fills a bucket with keys <c>object-0000000000</c> and on, prints the URL, and then takes commands, a line each:
    /// <c>latency MS</c>, which is added to every request from then on, and <c>requests</c>, which prints how many listings came since it was last asked.
    /// </summary>
    public static async Task<int> RunAsync(int keys)
    {
        await using EndpointServer server = await EndpointServer.StartAsync(new EndpointOptions { AccessKey = AccessKey, SecretKey = SecretKey }, CancellationToken.None);
        Fill(server.Url, keys);
        server.Requests.Reset();
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

    static void Fill(Uri url, int keys)
    {
        using S3Client client = new(new S3ClientOptions { Endpoint = url, Credentials = CredentialSource.Static(AccessKey, SecretKey) });
        _ = client.CreateBucket(Bucket, null, CancellationToken.None).Value;
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, Writers).Select(_ => new Thread(Write))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        void Write()
        {
            for (int number; (number = Interlocked.Increment(ref next)) < keys;)
                _ = client.PutObject(new PutObjectRequest(Bucket, new ObjectKey($"object-{number:d10}"), new MemoryBody(ReadOnlyMemory<byte>.Empty)), CancellationToken.None).Value;
        }
    }
}
