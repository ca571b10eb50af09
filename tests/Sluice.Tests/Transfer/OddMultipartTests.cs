using System.Text.RegularExpressions;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Uploads in parts to stores that know less than S3, refuse more, or lose their answers.</summary>
public sealed partial class OddMultipartTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = Part };

    internal static bool IsCreate(StoreRequest request) => request.Method == "POST" && request.Asks("uploads");

    internal static bool IsComplete(StoreRequest request) => request.Method == "POST" && request.Asks("uploadId");

    internal static bool IsPart(StoreRequest request) => request.Method == "PUT" && request.Asks("partNumber");

    static void Forget(StoreAnswer answer)
    {
        foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase)).ToList())
            answer.Headers.Remove(name);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Part)]
    public async Task Parts_that_were_joined_without_a_word_of_their_checksum_are_asked_for_their_size(int kept)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(
            static (request, answer) =>
            {
                Forget(answer);
                if (IsComplete(request))
                    answer.Text = Checksums().Replace(answer.Text, "");
            },
            request => request.Method == "HEAD" ? new StoreAnswer(kept < 0 ? 404 : 200) { Headers = { ["etag"] = "\"1-2\"", ["last-modified"] = "Thu, 01 Jan 2037 00:00:00 GMT" }, StatedLength = $"{kept}" } : null);
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", EngineBench.Bytes(2 * Part))), EngineBench.S3("o"), SmallParts);
        Assert.False(report.Complete, string.Join("; ", bench.Outcomes) + string.Join("; ", bench.Deviant.Requests.Select(static request => $"{request.Method} {request.Query}")));
        Assert.Equal("NotWritten", Assert.Single(bench.Outcomes).ErrorCode);
    }

    [GeneratedRegex("<Checksum.*?</Checksum[A-Za-z0-9]*>")]
    private static partial Regex Checksums();

    [Fact]
    public async Task Complete_names_no_checksum_that_the_store_did_not_return()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) => Forget(answer),
            static request => IsComplete(request) && request.Text.Contains("Checksum", StringComparison.Ordinal) ? StoreAnswer.Error(400, "MalformedXML") : null);
        byte[] bytes = EngineBench.Bytes(2 * Part + 1000);
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", bytes)), EngineBench.S3("o"), SmallParts);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
        Assert.Single(bench.Deviant.Requests, IsComplete);
    }

    [Theory]
    [InlineData("Checksum", null, 400, "MalformedXML")]
    [InlineData(null, "x-amz-mp-object-size", 400, "InvalidHeader")]
    [InlineData(null, "x-amz-mp-object-size", 501, "NotImplemented")]
    [InlineData(null, "x-amz-checksum-type", 400, "InvalidArgument")]
    [InlineData(null, "x-amz-checksum-crc64nvme", 400, "InvalidRequest")]
    [InlineData("Checksum", null, 200, "MalformedXML")]
    public async Task What_is_refused_in_Complete_is_left_out_then_and_from_then_on(string? element, string? header, int status, string code)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => IsComplete(request)
            && (element is not null && request.Text.Contains(element, StringComparison.Ordinal) || header is not null && request.Headers.ContainsKey(header)) ? StoreAnswer.Error(status, code) : null);
        byte[] bytes = EngineBench.Bytes(2 * Part + 1000);
        LocalLocation file = new(bench.WriteFile("o", bytes));
        for (int i = 0; i < 2; i++)
            Assert.True((await bench.CopyAsync(file, EngineBench.S3($"o{i}"), SmallParts)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o1"));
        Assert.Equal(3, bench.Deviant.Requests.Count(IsComplete));
    }

    [Theory]
    [InlineData("x-amz-checksum-algorithm", 400, "InvalidArgument")]
    [InlineData("x-amz-checksum-type", 501, "NotImplemented")]
    [InlineData("x-amz-sdk-checksum-algorithm", 400, "InvalidRequest")]
    public async Task What_is_refused_in_Create_and_parts_is_left_out_also_of_a_stream(string header, int status, string code)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Headers.ContainsKey(header) ? StoreAnswer.Error(status, code) : null);
        byte[] bytes = EngineBench.Bytes(3 * Part + 1000);
        TransferReport report = await Stream(bench, bytes);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task Content_MD5_is_sent_where_it_is_demanded(string method)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Method == method && request.Body.Length > 0 && !request.Headers.ContainsKey("content-md5")
            ? StoreAnswer.Error(400, "MissingContentMD5") : null);
        byte[] bytes = EngineBench.Bytes(3 * Part + 1000);
        Assert.True((await Stream(bench, bytes)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
    }

    [Theory]
    [InlineData("o", "binary/octet-stream")]
    [InlineData("o.txt", "text/plain")]
    public async Task An_object_in_parts_gets_the_type_of_one_in_one_piece(string name, string type)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync();
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile(name, EngineBench.Bytes(2 * Part))), EngineBench.S3(name), SmallParts)).Complete);
        Assert.StartsWith(type, Assert.Single(bench.Deviant.Requests, IsCreate).Headers["content-type"], StringComparison.Ordinal);
        Assert.False(Assert.Single(bench.Deviant.Requests, IsComplete).Headers.ContainsKey("content-type"));
        bench.Put("small" + name, [1]);
        Assert.StartsWith(type, bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey(name)), default).Value.Attributes.ContentType, StringComparison.Ordinal);
    }

    /// <summary>Ways to lose the answer to a request that was carried out.</summary>
    public static TheoryData<string> Losses => ["reset", "500", "blank", "error document", "html", "white space", "no ETag"];

    static void Lose(string how, StoreAnswer answer)
    {
        if (answer.Status != 200)
            return;
        switch (how)
        {
            case "reset":
                answer.CutAfter = 0;
                break;
            case "500":
                (answer.Status, answer.Text) = (500, "");
                break;
            case "blank":
                answer.Text = "";
                break;
            case "error document":
                answer.Text = "<Error><Code>InternalError</Code><Message>m</Message></Error>";
                break;
            case "html":
                answer.Text = "<html><body>502</body></html>";
                break;
            case "white space":
                answer.Text = "\r\n   \r\n" + answer.Text;
                break;
            default:
                answer.Text = "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>";
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_lost_Complete_is_found_by_its_object_also_where_ETags_are_opaque(string how)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            Forget(answer);
            if (!IsPart(request))
                answer.Headers["etag"] = "\"opaque\"";
            if (IsComplete(request))
                Lose(how, answer);
        });
        byte[] bytes = EngineBench.Bytes(2 * Part + 1000);
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", bytes)), EngineBench.S3("o"), SmallParts);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
    }

    [Fact]
    public async Task An_older_object_of_the_same_size_is_not_taken_for_the_result_of_an_upload_that_is_gone()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            Forget(answer);
            if (!IsPart(request))
                answer.Headers["etag"] = "\"opaque\"";
        }, static request => IsComplete(request) ? StoreAnswer.Error(404, "NoSuchUpload") : null);
        bench.Put("o", EngineBench.Bytes(2 * Part + 1000, seed: 7));
        await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", EngineBench.Bytes(2 * Part + 1000))), EngineBench.S3("o"), SmallParts);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal((OutcomeKind.Failed, "NoSuchUpload"), (outcome.Kind, outcome.ErrorCode));
        Assert.Contains("another one", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_told_of_a_lost_Complete_is_said_to_be_so()
    {
        bool gone = false;
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request =>
        {
            gone |= IsComplete(request);
            return IsComplete(request) ? StoreAnswer.Error(404, "NoSuchUpload") : gone && request.Method == "HEAD" ? new StoreAnswer(403) : null;
        });
        await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", EngineBench.Bytes(2 * Part))), EngineBench.S3("o"), SmallParts);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal(OutcomeKind.Failed, outcome.Kind);
        Assert.Contains("cannot be told", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("500")]
    public async Task A_lost_PUT_is_found_by_its_object(string how)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (request.Method == "PUT")
                Lose(how, answer);
        }, client: static options => options with { MaxAttempts = 2 });
        byte[] bytes = EngineBench.Bytes(1000);
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", bytes)), EngineBench.S3("o"));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, bench.Get("o"));
    }

    [Fact]
    public async Task An_upload_that_was_begun_twice_because_an_answer_was_lost_is_aborted_once()
    {
        int creates = 0;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (IsCreate(request) && Interlocked.Increment(ref creates) == 1)
                answer.CutAfter = 0;
        });
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", EngineBench.Bytes(2 * Part))), EngineBench.S3("o"), SmallParts)).Complete);
        Assert.Equal(2, creates);
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unquoted")]
    [InlineData("weak")]
    public async Task The_ETag_of_a_part_goes_back_as_the_store_gave_it_and_is_asked_for_where_it_did_not(string? form)
    {
        HashSet<string> given = [];
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!IsPart(request) || answer.Status != 200)
                return;
            if (form is null)
                answer.Headers.Remove("etag");
            else
                lock (given)
                    given.Add(answer.Headers["etag"] = form == "weak" ? "W/" + answer.Headers["etag"] : answer.Headers["etag"].Trim('"'));
        });
        byte[] bytes = EngineBench.Bytes(2 * Part + 1000);
        await bench.CopyAsync(new LocalLocation(bench.WriteFile("o", bytes)), EngineBench.S3("o"), SmallParts);
        string complete = Assert.Single(bench.Deviant.Requests, IsComplete).Text.Replace("&quot;", "\"", StringComparison.Ordinal);
        Assert.All(given, etag => Assert.Contains($"<ETag>{etag}</ETag>", complete, StringComparison.Ordinal));
        // The endpoint itself knows no weak ETags of parts.
        if (form != "weak")
            Assert.Equal(bytes, bench.Get("o"));
    }

    internal static async Task<TransferReport> Stream(EngineBench bench, byte[] bytes, TransferOptions? options = null)
    {
        TransferEngine engine = new(options ?? SmallParts, bench.Clients) { OpenInput = () => new MemoryStream(bytes) };
        return await engine.CopyAsync(new CopyRequest { Sources = [new StreamLocation()], Destination = EngineBench.S3("o"), OnOutcome = bench.Outcomes.Add }, default);
    }
}
