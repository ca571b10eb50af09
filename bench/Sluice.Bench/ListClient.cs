using System.Diagnostics;
using System.Globalization;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Trees.Listing;

namespace Sluice.Bench;

/// <summary>Lists the bucket of a <see cref="ListEndpoint"/> once and prints what it took, as one line of JSON.</summary>
static class ListClient
{
    /// <summary>Order is <c>sorted</c> or <c>any</c>; parallelism is a number, or <c>auto</c>.</summary>
    public static int Run(Uri endpoint, string order, string parallelism)
    {
        using S3Client client = new(new S3ClientOptions { Endpoint = endpoint, Credentials = CredentialSource.Static(ListEndpoint.AccessKey, ListEndpoint.SecretKey) });
        ListingOptions options = new()
        {
            Order = order == "any" ? ListingOrder.Any : ListingOrder.Sorted,
            Parallelism = parallelism == "auto" ? null : int.Parse(parallelism, CultureInfo.InvariantCulture),
        };
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long keys = 0;
        using ObjectLister lister = new(client, new ListObjectsRequest(ListEndpoint.BucketName), options, CancellationToken.None);
        while (lister.TryNext(out ListObjectsPage page))
            keys += page.Objects.Count;
        double seconds = watch.Elapsed.TotalSeconds, cpu = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{{\"keys\":{keys},\"seconds\":{seconds:F3},\"cpu_seconds\":{cpu:F3},\"requests\":{client.Counters.Requests},\"threads\":{lister.Threads},\"peak_bytes\":{self.PeakWorkingSet64},\"allocated\":{GC.GetTotalAllocatedBytes()},\"gen2\":{GC.CollectionCount(2)}}}"));
        return lister.Error is null ? 0 : 1;
    }
}
