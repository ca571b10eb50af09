using System.Collections.Concurrent;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer.Attributes;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Objects whose length no answer tells, and stores that know no ranges.</summary>
public sealed class UnknownLengthTests
{
    [Theory]
    [InlineData(AnswerFraming.Chunked)]
    [InlineData(AnswerFraming.Close)]
    public async Task Objects_without_a_length_arrive_whole_and_are_compared(AnswerFraming framing)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) => Unframe(request, answer, framing));
        byte[] small = EngineBench.Bytes(100_000), large = EngineBench.Bytes(40 << 20, 2);
        bench.Put("d/small", small);
        bench.Put("d/empty", []);
        bench.Put("d/large", large);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("d/"), new LocalLocation(bench.PathOf("out") + "/"));
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(small, File.ReadAllBytes(bench.PathOf("out/small")));
        Assert.Equal(large, File.ReadAllBytes(bench.PathOf("out/large")));
        Assert.Empty(File.ReadAllBytes(bench.PathOf("out/empty")));
        Assert.Equal(3, report.Verified[Verification.Checksum]);
        // By its name, when only a HEAD could have told its size.
        Assert.True((await bench.CopyAsync(EngineBench.S3("d/small"), new LocalLocation(bench.PathOf("one")))).Complete);
        Assert.Equal(small, File.ReadAllBytes(bench.PathOf("one")));
    }

    [Fact]
    public async Task An_object_of_which_nothing_is_told_arrives_and_is_called_unverified()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            WholeInsteadOfRange(request, answer);
            Unframe(request, answer, AnswerFraming.Chunked);
            foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum", StringComparison.Ordinal)).ToArray())
                answer.Headers.Remove(name);
            answer.Headers.Remove("etag");
        }, Keep);
        byte[] bytes = EngineBench.Bytes(100_000);
        bench.Put("one", bytes);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("one"), new LocalLocation(bench.PathOf("one")));
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("one")));
        Assert.Equal(Verification.Unverified, bench.Outcomes[^1].Verified);
        Assert.Equal((100_000, 1), (report.Bytes, report.Verified[Verification.Unverified]));
    }

    [Theory]
    [InlineData(AnswerFraming.Chunked)]
    [InlineData(AnswerFraming.Close)]
    public async Task A_body_without_a_length_that_is_cut_or_changed_is_never_published(AnswerFraming framing)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            Unframe(request, answer, framing);
            if (request.Method != "GET" || request.Query.Length > 0)
                return;
            answer.Headers.Remove("x-amz-checksum-crc64nvme");
            answer.Headers.Remove("etag");
            if (request.Path.EndsWith("/cut", StringComparison.Ordinal))
                answer.Body = answer.Body[..^1];
            else
                answer.Body = [.. answer.Body, 1];
        });
        bench.Put("d/cut", EngineBench.Bytes(100_000));
        bench.Put("d/longer", EngineBench.Bytes(100_000));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("d/"), new LocalLocation(bench.PathOf("out") + "/"));
        Assert.Equal(0, report.Outcomes.Done);
        Assert.Empty(bench.Files("out"));
    }

    [Fact]
    public async Task Ranges_answered_by_the_whole_object_cost_one_request_and_write_no_wrong_byte()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(WholeInsteadOfRange, Keep);
        byte[] first = EngineBench.Bytes(40 << 20), second = EngineBench.Bytes(40 << 20, 2);
        bench.Put("d/first", first);
        bench.Put("d/second", second);
        bench.Deviant.Requests.Clear();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("d/"), new LocalLocation(bench.PathOf("out") + "/"), new TransferOptions { Concurrency = 2, PartSize = 5 << 20 });
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(first, File.ReadAllBytes(bench.PathOf("out/first")));
        Assert.Equal(second, File.ReadAllBytes(bench.PathOf("out/second")));
        Assert.Contains("ranges", Assert.Single(report.Concessions), StringComparison.Ordinal);
        Assert.True(bench.Deviant.Requests.Count(static request => request.Headers.ContainsKey("range")) <= 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Standard_output_gets_the_right_bytes_of_stores_without_ranges_or_lengths(bool withLength)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            WholeInsteadOfRange(request, answer);
            if (!withLength)
                Unframe(request, answer, AnswerFraming.Chunked);
        }, Keep);
        byte[] bytes = EngineBench.Bytes(40 << 20);
        bench.Put("one", bytes);
        using MemoryStream output = new();
        TransferReport report = await new TransferEngine(new TransferOptions { Concurrency = 3, PartSize = 5 << 20 }, bench.Clients) { OpenOutput = () => output }
            .CopyAsync(new CopyRequest { Sources = [EngineBench.S3("one")], Destination = new StreamLocation(), OnOutcome = bench.Outcomes.Add }, CancellationToken.None);
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(bytes, output.ToArray());
        Assert.Equal(bytes.Length, report.Bytes);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1000, false)]
    [InlineData(12_000_000, false)]
    [InlineData(1000, true)]
    [InlineData(12_000_000, true)]
    public async Task An_object_of_unknown_size_is_copied_to_another_store_as_it_comes(int size, bool moves)
    {
        byte[] bytes = EngineBench.Bytes(size);
        await using TwoStores stores = await TwoStores.BeginAsync((request, answer) =>
        {
            if (request.Method == "GET" && answer.Status == 206)
                (answer.Status, answer.Body) = (200, bytes);
            answer.Headers.Remove("content-range");
            Unframe(request, answer, AnswerFraming.Chunked);
            if (request.Asks("list-type"))
                answer.Text = System.Text.RegularExpressions.Regex.Replace(answer.Text, "<Size>.*?</Size>", "");
        });
        stores.Put("p/o", size, new ObjectAttributes { ContentType = "text/x", Metadata = [new("k", "v")] });
        TransferReport report = await stores.CopyAsync(TwoStores.Here("p/"), TwoStores.There("q/"), request => request with { Move = moves }, new TransferOptions { Concurrency = 2, PartSize = 5 << 20 });
        Assert.True(report.Complete, string.Join("; ", stores.Outcomes));
        ObjectInfo copy = TwoStores.Head(stores.Target, "q/o");
        Assert.Equal((size, "text/x", "v"), ((int)copy.TotalLength, copy.Attributes.ContentType, Assert.Single(copy.Attributes.Metadata).Value));
        Assert.Equal((size, Verification.Checksum), ((int)report.Bytes, Assert.Single(stores.Outcomes).Verified));
        Assert.Equal(Sluice.S3.Checksums.ChecksumHasher.Compute(Sluice.S3.Checksums.ChecksumAlgorithm.Crc64Nvme, bytes), copy.Checksum);
    }

    // What was put under a path: the endpoint answers ranges, and this store does not.
    readonly ConcurrentDictionary<string, byte[]> _bodies = new();

    StoreAnswer? Keep(StoreRequest request)
    {
        if (request.Method == "PUT")
            _bodies[request.Path] = request.Body;
        return null;
    }

    void WholeInsteadOfRange(StoreRequest request, StoreAnswer answer)
    {
        if (request.Method != "GET" || answer.Status != 206)
            return;
        answer.Status = 200;
        answer.Headers.Remove("content-range");
        answer.Body = _bodies[request.Path];
    }

    static void Unframe(StoreRequest request, StoreAnswer answer, AnswerFraming framing)
    {
        if (request.Method is "GET" or "HEAD" && answer.Status is 200 or 206 && !request.Asks("list-type"))
            (answer.Framing, answer.StatedLength) = (framing, null);
    }
}
