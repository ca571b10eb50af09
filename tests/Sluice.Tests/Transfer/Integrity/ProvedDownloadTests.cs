using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Integrity;

/// <summary>What comes from a store is compared with all that the store said before, and no single answer takes a check away.</summary>
public sealed class ProvedDownloadTests
{
    const int Size = 20_000;
    const int Large = 12_000_000;

    static readonly TransferOptions Options = new() { Concurrency = 1, PartSize = 5 << 20 };

    public enum Body { Page, Gzip, Empty, NoContent, Longer, PartialContent }

    [Theory]
    [InlineData(Body.Page)]
    [InlineData(Body.Gzip)]
    [InlineData(Body.Empty)]
    [InlineData(Body.NoContent)]
    [InlineData(Body.Longer)]
    [InlineData(Body.PartialContent)]
    public async Task A_body_of_another_length_than_listed_is_never_published_nor_its_source_removed(Body kind)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!IsBody(request))
                return;
            Strip(answer);
            switch (kind)
            {
                case Body.Page: answer.Headers.Clear(); answer.Text = "<html>Please log in</html>"; break;
                case Body.Gzip: answer.Headers["content-encoding"] = "gzip"; answer.Body = answer.Body[..500]; break;
                case Body.Empty: answer.Body = []; break;
                case Body.NoContent: answer.Status = 204; answer.Body = []; break;
                case Body.Longer: answer.Body = [.. answer.Body, 0]; break;
                case Body.PartialContent: answer.Status = 206; answer.Headers["content-range"] = $"bytes 0-99/{Size}"; answer.Body = answer.Body[..100]; break;
            }
        });
        byte[] bytes = EngineBench.Bytes(Size);
        bench.Put("p/o", bytes);
        MemoryStream output = new();
        TransferEngine streaming = new(Options, bench.Clients) { OpenOutput = () => output };
        Assert.False((await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options)).Complete);
        Assert.False((await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Move = true })).Complete);
        Assert.False((await streaming.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("p/o")], Destination = new StreamLocation(), OnOutcome = bench.Outcomes.Add }, default)).Complete);
        Assert.All(bench.Outcomes, static outcome => Assert.Equal(OutcomeKind.Failed, outcome.Kind));
        Assert.Empty(bench.Files("down"));
        Assert.Equal(0, output.Length);
        Assert.True(bench.Has("p/o"));
    }

    [Fact]
    public async Task One_object_that_is_damaged_again_and_again_takes_no_check_away_from_the_others()
    {
        string broken = "p/1";
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!IsBody(request))
                return;
            Strip(answer);
            if (request.Path.EndsWith(Volatile.Read(ref broken), StringComparison.Ordinal))
                answer.Body[7] ^= 1;
        });
        for (int i = 0; i < 6; i++)
            bench.Put($"p/{i}", EngineBench.Bytes(Size, i));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options);
        // 0 has agreed, so that 1 is known to be other bytes.
        Assert.Equal((5L, 1L), (report.Outcomes.Done, report.Outcomes.Failed));
        Assert.Equal("Corrupt", Assert.Single(bench.Outcomes, static outcome => outcome.Kind == OutcomeKind.Failed).ErrorCode);
        Assert.Equal(5, report.Verified[Verification.Md5]);
        Assert.Equal(["0", "2", "3", "4", "5"], bench.Files("down"));
    }

    [Fact]
    public async Task Before_any_agreement_a_damaged_object_is_unverified_and_checks_go_on()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            Strip(answer);
            if (!IsBody(request))
                return;
            if (request.Path.EndsWith("/0", StringComparison.Ordinal) || request.Path.EndsWith("/4", StringComparison.Ordinal))
                answer.Body[7] ^= 1;
        });
        for (int i = 0; i < 6; i++)
            bench.Put($"p/{i}", EngineBench.Bytes(Size, i));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options);
        Assert.Equal((1L, 4L, 1L), (report.Verified[Verification.Unverified], report.Verified[Verification.Md5], report.Outcomes.Failed));
        Assert.Equal("s3://" + EngineBench.Bucket + "/p/4", Assert.Single(bench.Outcomes, static outcome => outcome.Kind == OutcomeKind.Failed).Source);
    }

    [Fact]
    public async Task A_move_leaves_a_source_whose_copy_nothing_proves_and_names_it()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            Strip(answer);
            if (IsBody(request))
                answer.Body[7] ^= 1;
        });
        bench.Put("p/o", EngineBench.Bytes(Size));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Move = true });
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal((OutcomeKind.Failed, "NotRemoved"), (outcome.Kind, outcome.ErrorCode));
        Assert.Contains("p/o", outcome.Message, StringComparison.Ordinal);
        Assert.False(report.Complete);
        Assert.True(bench.Has("p/o"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_of_a_large_object_reads_its_file_for_the_MD5_where_only_the_size_could_be_compared(bool damaged)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            Strip(answer);
            if (damaged && request.Headers.TryGetValue("range", out string? range) && range.StartsWith("bytes=0-", StringComparison.Ordinal))
                answer.Body[7] ^= 1;
        });
        bench.Put("small", EngineBench.Bytes(Size));
        bench.Put("large", EngineBench.Bytes(Large));
        Assert.True((await bench.CopyAsync(EngineBench.S3("small"), new LocalLocation(bench.PathOf("small")), Options)).Complete);
        bench.Outcomes.Clear();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("large"), new LocalLocation(bench.PathOf("large")), Options, static r => r with { Move = true });
        Assert.Equal(damaged ? "Corrupt" : "", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Equal(damaged, bench.Has("large"));
        Assert.Equal(damaged ? 0 : 1, report.Verified.GetValueOrDefault(Verification.Md5));
    }

    [Theory]
    [InlineData("shift")]
    [InlineData("total")]
    [InlineData("byteranges")]
    [InlineData("version")]
    [InlineData("untagged")]
    public async Task A_range_that_contradicts_what_was_asked_or_said_before_is_never_published(string deviation)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            Strip(answer);
            answer.Headers["x-amz-version-id"] = "v1";
            if (!request.Headers.TryGetValue("range", out string? range))
                return;
            bool isSecond = !range.StartsWith("bytes=0-", StringComparison.Ordinal);
            long first = long.Parse(range[6..range.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            switch (deviation)
            {
                case "shift": answer.Headers["content-range"] = $"bytes {first + 1}-{first + answer.Body.Length}/{Large + 100}"; break;
                case "total": answer.Headers["content-range"] = $"bytes {first}-{first + answer.Body.Length - 1}/{Large + 5}"; break;
                case "byteranges":
                    answer.Headers.Remove("content-range");
                    answer.Headers["content-type"] = "multipart/byteranges; boundary=x";
                    answer.Body = [.. Encoding.ASCII.GetBytes($"--x\r\nContent-Range: bytes {first}-{first + answer.Body.Length - 1}/{Large}\r\n\r\n"), .. answer.Body, .. "\r\n--x--\r\n"u8];
                    break;
                case "version" when isSecond: answer.Headers["x-amz-version-id"] = "v2"; break;
                // If-Match ignored, no ETag in the answer, and it was written at another time: another object.
                case "untagged" when isSecond: answer.Headers.Remove("etag"); answer.Headers["last-modified"] = "Wed, 01 Jan 2025 00:00:00 GMT"; break;
            }
        });
        bench.Put("o", EngineBench.Bytes(Large));
        Assert.False((await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")), Options)).Complete);
        Assert.Empty(bench.Files("down"));
        Assert.False((await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")), Options, static r => r with { Move = true })).Complete);
        Assert.True(bench.Has("o"));
    }

    [Fact]
    public async Task Ranges_of_one_ETag_and_different_times_of_writing_are_unverified_and_never_moved()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            Strip(answer);
            // No MD5, so that nothing else vouches for the bytes.
            if (answer.Headers.ContainsKey("etag"))
                answer.Headers["etag"] = "\"opaque\"";
            if (request.Asks("list-type"))
                answer.Text = Regex.Replace(answer.Text, "<ETag>.*?</ETag>", "<ETag>\"opaque\"</ETag>");
            if (request.Headers.TryGetValue("range", out string? range) && !range.StartsWith("bytes=0-", StringComparison.Ordinal))
                answer.Headers["last-modified"] = "Wed, 01 Jan 2025 00:00:00 GMT";
        });
        bench.Put("o", EngineBench.Bytes(Large));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("o")), Options);
        Assert.Equal(1, report.Verified[Verification.Unverified]);
        await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("o")), Options, static r => r with { Move = true });
        Assert.Equal("NotRemoved", bench.Outcomes[^1].ErrorCode);
        Assert.True(bench.Has("o"));
    }

    [Theory]
    [InlineData("CRC32", "disagrees")]
    [InlineData("SHA256", "disagrees")]
    [InlineData("CRC32", "no count")]
    [InlineData("SHA256", "no count")]
    [InlineData("CRC32", "no type")]
    [InlineData("SHA256", "no type")]
    [InlineData("CRC32", "odd type")]
    [InlineData("CRC32", "full with count")]
    [InlineData("SHA256", "wrong length")]
    [InlineData("SHA256", "no base64")]
    [InlineData("SHA256", "10,000 parts")]
    [InlineData("SHA256", "5 parts")]
    public async Task A_checksum_of_parts_is_what_it_says_or_nothing_and_never_an_exception(string algorithm, string deviation)
    {
        string header = "x-amz-checksum-" + algorithm.ToLowerInvariant();
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (request.Asks("partNumber") || !answer.Headers.TryGetValue(header, out string? value))
                return;
            string digest = value.Split('-')[0];
            switch (deviation)
            {
                case "disagrees": answer.Headers[header] = (digest[0] == 'A' ? "B" : "A") + value[1..]; break;
                case "no count": answer.Headers[header] = digest; break;
                case "no type": answer.Headers[header] = digest; answer.Headers.Remove("x-amz-checksum-type"); break;
                case "odd type": answer.Headers[header] = digest; answer.Headers["x-amz-checksum-type"] = "WHATEVER"; break;
                case "full with count": answer.Headers[header] = digest + "-3"; answer.Headers["x-amz-checksum-type"] = "FULL_OBJECT"; break;
                case "wrong length": answer.Headers[header] = "AAAA-3"; break;
                case "no base64": answer.Headers[header] = "!!!!"; break;
                case "5 parts": answer.Headers[header] = digest + "-5"; break;
                case "10,000 parts": answer.Headers[header] = digest + "-10000"; break;
            }
        });
        byte[] bytes = EngineBench.Bytes(Large);
        PutInParts(bench, "o", bytes, ChecksumHeaders.TryParseName(algorithm, out ChecksumAlgorithm kind) ? kind : default);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")), Options);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.DoesNotContain("defect", outcome.Message, StringComparison.Ordinal);
        if (deviation == "disagrees")
        {
            Assert.Equal("Corrupt", outcome.ErrorCode);
            Assert.Empty(bench.Files("down"));
            // Its parts agree: they would come the same again.
            Assert.Equal(algorithm == "SHA256" ? 3 : 0, bench.Deviant.Requests.Count(static request => request.Method == "GET" && request.Asks("partNumber")));
            return;
        }
        Assert.True(report.Complete, outcome.Message);
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("down/o")));
        Assert.Equal(deviation is "wrong length" or "no base64" or "10,000 parts" or "5 parts" ? Verification.Size : Verification.Checksum, outcome.Verified);
        Assert.InRange(bench.Deviant.Requests.Count, 0, 20 + 8);
    }

    static bool IsBody(StoreRequest request) => request.Method == "GET" && request.Path.Contains("/p/", StringComparison.Ordinal);

    /// <summary>A store that keeps no checksums.</summary>
    internal static void Strip(StoreAnswer answer)
    {
        foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)).ToList())
            answer.Headers.Remove(name);
    }

    static void PutInParts(EngineBench bench, string key, byte[] bytes, ChecksumAlgorithm algorithm)
    {
        ObjectKey name = new(key);
        CreateMultipartUploadRequest create = new(EngineBench.Bucket, name) { Checksum = algorithm };
        string id = bench.Client.CreateMultipartUpload(create, default).Value;
        List<UploadedPart> sent = [];
        for (int at = 0; at < bytes.Length; at += 5 << 20)
            sent.Add(bench.Client.UploadPart(new UploadPartRequest(EngineBench.Bucket, name, id, sent.Count + 1, new MemoryBody(bytes.AsMemory(at, Math.Min(5 << 20, bytes.Length - at)))) { Checksum = algorithm }, default).Value);
        _ = bench.Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(EngineBench.Bucket, name, id, sent), default).Value;
    }
}
