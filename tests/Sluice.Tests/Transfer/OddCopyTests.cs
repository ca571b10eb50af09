using Sluice.Engine;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Copies inside stores whose conditions, answers or claims are odd.</summary>
public sealed class OddCopyTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions InParts = new() { Concurrency = 2, PartSize = Part, PartCopyThreshold = Part };
    static readonly byte[] Bytes = EngineBench.Bytes(2 * Part + 1000);

    static bool IsCopy(StoreRequest request) => request.Headers.ContainsKey("x-amz-copy-source");

    static StoreAnswer? RefuseCondition(StoreRequest request, int status, string code) =>
        IsCopy(request) && request.Headers.ContainsKey("x-amz-copy-source-if-match") ? StoreAnswer.Error(status, code) : null;

    static async Task PutInParts(EngineBench bench, string key)
    {
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile(key, Bytes)), EngineBench.S3(key), new TransferOptions { Concurrency = 2, PartSize = Part })).Complete);
        bench.Outcomes.Clear();
        bench.Deviant.Requests.Clear();
    }

    [Theory]
    [InlineData(412, "PreconditionFailed", false)]
    [InlineData(412, "PreconditionFailed", true)]
    [InlineData(501, "NotImplemented", false)]
    [InlineData(400, "InvalidArgument", true)]
    public async Task A_source_that_is_what_it_was_is_copied_though_its_condition_is_refused(int status, string code, bool inParts)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => RefuseCondition(request, status, code));
        await PutInParts(bench, "a");
        for (int i = 0; i < 2; i++)
        {
            TransferReport report = await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3($"b{i}"), inParts ? InParts : null);
            Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
            Assert.Equal(Bytes, bench.Get($"b{i}"));
        }
        // Found out once: the second copy asks for no condition.
        Assert.InRange(bench.Deviant.Requests.Count(static request => IsCopy(request) && request.Headers.ContainsKey("x-amz-copy-source-if-match")), 1, inParts ? 2 : 1);
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_did_change_stays_changed(bool inParts)
    {
        bool replaced = false;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (request.Method == "HEAD" && Volatile.Read(ref replaced))
                answer.Headers["etag"] = "\"00000000000000000000000000000000-3\"";
        }, request =>
        {
            StoreAnswer? refusal = RefuseCondition(request, 412, "PreconditionFailed");
            if (refusal is not null)
                Volatile.Write(ref replaced, true);
            return refusal;
        });
        await PutInParts(bench, "a");
        await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3("b"), inParts ? InParts : null);
        Assert.Equal(OutcomeKind.Changed, Assert.Single(bench.Outcomes).Kind);
        Assert.False(bench.Has("b"));
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_changes_while_it_is_copied_without_a_condition_is_changed(bool inParts)
    {
        bool copied = false;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (IsCopy(request))
                Volatile.Write(ref copied, true);
            else if (request.Method == "HEAD" && Volatile.Read(ref copied) && request.Path.EndsWith("/a", StringComparison.Ordinal))
                answer.Headers["last-modified"] = "Fri, 01 Jan 2100 00:00:00 GMT";
        }, static request => RefuseCondition(request, 412, "PreconditionFailed"));
        await PutInParts(bench, "a");
        await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3("b"), inParts ? InParts : null);
        Assert.Equal(OutcomeKind.Changed, Assert.Single(bench.Outcomes).Kind);
        if (inParts)
            Assert.False(bench.Has("b"));
    }

    [Theory]
    [InlineData("blank")]
    [InlineData("no ETag")]
    [InlineData("unquoted")]
    [InlineData("error")]
    [InlineData("white space")]
    public async Task Odd_answers_to_copies_of_parts_and_wholes_are_understood(string how)
    {
        int errors = 0;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!IsCopy(request) || answer.Status != 200)
                return;
            string root = request.Asks("partNumber") ? "CopyPartResult" : "CopyObjectResult";
            answer.Text = how switch
            {
                "blank" => "",
                "no ETag" => $"<{root}><LastModified>2026-01-01T00:00:00.000Z</LastModified></{root}>",
                "unquoted" => answer.Text.Replace("&quot;", "", StringComparison.Ordinal).Replace("\"</ETag>", "</ETag>", StringComparison.Ordinal).Replace("<ETag>\"", "<ETag>", StringComparison.Ordinal),
                "error" when Interlocked.Increment(ref errors) % 2 == 1 => "<Error><Code>InternalError</Code><Message>m</Message></Error>",
                "white space" => "\n    \n" + answer.Text,
                _ => answer.Text,
            };
        });
        await PutInParts(bench, "a");
        foreach (TransferOptions? options in (TransferOptions?[])[null, InParts])
        {
            Assert.True((await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3("b"), options)).Complete, string.Join("; ", bench.Outcomes));
            Assert.Equal(Bytes, bench.Get("b"));
            _ = bench.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey("b")), default);
        }
    }

    [Fact]
    public async Task A_copy_that_a_store_calls_done_and_that_is_not_there_is_no_success()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => IsCopy(request) ? new StoreAnswer(200) : null);
        bench.Put("a", [1, 2, 3]);
        Assert.False((await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3("b"))).Complete);
        Assert.Equal(OutcomeKind.Failed, Assert.Single(bench.Outcomes).Kind);
    }

    [Fact]
    public async Task A_store_that_takes_few_parts_gets_fewer_and_larger_part_copies()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => IsCopy(request) && request.Query.Contains("partNumber=3", StringComparison.Ordinal) ? StoreAnswer.Error(400, "InvalidArgument") : null);
        await PutInParts(bench, "a");
        Assert.True((await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3("b"), InParts)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(Bytes, bench.Get("b"));
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_of_ten_bytes_that_claims_ten_thousand_parts_costs_a_few_requests(bool toOutput)
    {
        const string sum = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            if (request.Method is "HEAD" or "GET" && request.Path.EndsWith("/o", StringComparison.Ordinal))
            {
                foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase)).ToList())
                    answer.Headers.Remove(name);
                answer.Headers["etag"] = "\"00000000000000000000000000000001-10000\"";
                answer.Headers["x-amz-mp-parts-count"] = "10000";
                answer.Headers["x-amz-checksum-sha256"] = sum + "-10000";
                answer.Headers["x-amz-checksum-type"] = "COMPOSITE";
                if (answer.Status == 412)
                    (answer.Status, answer.Text) = (200, "0123456789");
            }
        });
        byte[] bytes = "0123456789"u8.ToArray();
        bench.Put("o", bytes);
        bench.Deviant.Requests.Clear();
        if (toOutput)
        {
            using MemoryStream output = new();
            TransferEngine engine = new(new TransferOptions { Concurrency = 2 }, bench.Clients) { OpenOutput = () => output };
            await engine.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("o")], Destination = new StreamLocation(), OnOutcome = bench.Outcomes.Add }, default);
        }
        else
            await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")));
        Assert.InRange(bench.Deviant.Requests.Count, 1, 10);
    }
}
