using Examples;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Client;

/// <summary>The programs of examples/ do what they say.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string, string> Expected => new()
    {
        { "upload-directory", "3 files uploaded, complete: True" },
        { "stream-up", "3488890 bytes stored, verified by Checksum" },
        { "stream-into-json", "the sum is 1250025000, verified by Checksum" },
        { "list-keys", "2500 keys, 2500 bytes" },
        { "sync-directory", "3 copied, 0 removed, 0 were the same; identical: True" },
        { "presign", "dear all" },
        { "show-progress", "3 of 3 items, 3000 bytes" },
        { "cancel", "cancelled" },
        { "dependency-injection", "hello" },
        { "primes", "17984 primes below 200000, the same in each way: True" },
        { "directory", "3 files went up in five ways" },
        { "inventory", "6563 days, 6563 objects in the inventory" },
        { "logging", "logged a run of 3 items" },
        // Other tests make calls meanwhile.
        { "metrics", "([2-9]|[1-9][0-9]+) calls were measured" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task An_example_does_what_it_says(string name, string lastLine)
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        for (int i = 0; i < 3; i++)
            bench.Store.WriteFile($"files/{i}.bin", EngineBench.Bytes(1000, i));
        if (name == "list-keys")
            Parallel.For(0, 2500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => bench.Store.Put($"photos/{i}", [1]));
        using StringWriter output = new();
        await AllExamples.RunAsync(name, bench.Options, ClientBench.Bucket, bench.Store.PathOf("files"), output);
        Assert.Matches($"^{lastLine}$", output.ToString().TrimEnd().Split('\n')[^1].TrimEnd('\r'));
    }

    [Fact]
    public void Every_example_is_run_by_a_test() =>
        Assert.Equal(AllExamples.Names.Order(StringComparer.Ordinal), Expected.Select(static row => (string)row[0]).Order(StringComparer.Ordinal));
}
