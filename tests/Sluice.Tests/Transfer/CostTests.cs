using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

/// <summary>What a small object costs, counted and not timed. Alone, because the count is the process's.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
[Collection(nameof(CostTests))]
public sealed class CostTests : IDisposable
{
    const int Few = 1000, Many = 4000, Size = 4096;
    const long MostBytes = 8 << 10;

    readonly string _scratch = Directory.CreateTempSubdirectory("sluice-cost").FullName;

    [Fact]
    public async Task A_small_download_allocates_at_most_8_KiB_and_is_one_request()
    {
        (double bytes, double requests) = await EachAsync(objects => (new S3Location(null, "bkt", new ObjectKey("p/")), new LocalLocation(Path.Combine(_scratch, $"down-{objects}/"))));
        Assert.InRange(bytes, 1, MostBytes);
        Assert.InRange(requests, 1, 1.01);
    }

    [Fact]
    public async Task A_small_upload_allocates_at_most_8_KiB_and_is_one_request()
    {
        (double bytes, double requests) = await EachAsync(objects =>
        {
            string directory = Directory.CreateDirectory(Path.Combine(_scratch, $"up-{objects}")).FullName;
            byte[] content = StaticStore.Content(Size);
            for (int number = 0; number < objects; number++)
                File.WriteAllBytes(Path.Combine(directory, $"{number:D6}.bin"), content);
            return (new LocalLocation(directory + "/"), new S3Location(null, "bkt", new ObjectKey("p/")));
        });
        Assert.InRange(bytes, 1, MostBytes);
        Assert.InRange(requests, 1, 1.01);
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    // The difference between two runs, so that what a run costs once (threads, connections, buffers) does not count.
    static async Task<(double Bytes, double Requests)> EachAsync(Func<int, (Location From, Location To)> ends)
    {
        await RunAsync(Few / 10, ends(Few / 10));
        (long fewBytes, int fewRequests) = await RunAsync(Few, ends(Few));
        (long manyBytes, int manyRequests) = await RunAsync(Many, ends(Many));
        return ((manyBytes - fewBytes) / (double)(Many - Few), (manyRequests - fewRequests) / (double)(Many - Few));
    }

    static async Task<(long Bytes, int Requests)> RunAsync(int objects, (Location From, Location To) ends)
    {
        using StaticStore store = new(objects, Size);
        S3ClientOptions options = new() { Credentials = CredentialSource.Static("AKID", "secret"), Seed = 1 };
        using S3ClientFactory clients = new(new ClientDefaults { Endpoint = store.Uri, Region = "us-east-1", Client = options });
        TransferEngine engine = new(new TransferOptions { Concurrency = 4 }, clients);
        CopyRequest request = new() { Sources = [ends.From], Destination = ends.To, Recursive = true };
        long before = GC.GetTotalAllocatedBytes(precise: true);
        TransferReport report = await engine.CopyAsync(request, CancellationToken.None);
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal((objects, true), ((int)report.Outcomes.Done, report.Complete));
        return (bytes, store.Requests);
    }
}
