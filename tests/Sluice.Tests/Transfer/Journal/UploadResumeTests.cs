using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Journal;

public sealed class UploadResumeTests
{
    static readonly byte[] Big = EngineBench.Bytes(23_000_000);

    [Fact]
    public async Task Interrupted_upload_goes_on_with_the_parts_the_store_has()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        TransferReport stopped = await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3));
        Assert.True(stopped is { Interrupted: true, Resumable: true, Pending: 1 });
        Assert.Single(bench.Bench.OpenUploads());

        TransferReport report = await bench.RunAsync(file, EngineBench.S3("o"));
        Assert.True(report.Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(3, bench["UploadPart"]);
        // Progress counts what is left to move, and comes to its end.
        Assert.Equal(bench.Engine!.Progress.ListedBytes, bench.Engine.Progress.MovedBytes);
        Assert.Equal(0, bench["CreateMultipartUpload"]);
        Assert.Contains(bench.Notes, static note => note.StartsWith("Going on with the run of", StringComparison.Ordinal));
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task Killed_at_any_record_an_upload_goes_on_and_leaves_no_other_behind()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        for (int kept = 3; ; kept++)
        {
            await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(kept == 3 ? 1 : 4));
            List<byte> records = JournalBench.Records(bench.Journal!);
            Assert.Equal((byte)RecordKind.Begun, records[2]);
            if (kept == records.Count)
                break;
            JournalBench.KeepRecords(bench.Journal!, kept);
            TransferReport report = await bench.RunAsync(file, EngineBench.S3("o"));
            Assert.True(report.Complete, FaultTests.Said(bench.Bench));
            // Until the upload's id is known all is sent again; then what was acknowledged counts, recorded or not.
            Assert.Equal(kept == 3 ? 5 : 2, bench["UploadPart"]);
            AssertWhole(bench, Verification.Checksum);
        }
    }

    [Fact]
    public async Task A_part_that_only_the_store_knows_and_that_holds_other_bytes_is_sent_again()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3));
        string id = bench.Bench.OpenUploads().Single().UploadId;
        foreach (int number in (int[])[2, 4])
            _ = bench.Bench.Client.UploadPart(new UploadPartRequest(EngineBench.Bucket, new ObjectKey("o"), id, number, new MemoryBody(EngineBench.Bytes(5 << 20, seed: 7))), default).Value;
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete);
        Assert.Equal(4, bench["UploadPart"]);
        AssertWhole(bench, Verification.Checksum);
    }

    [Theory]
    // They come twice in the list, with other ETags; with other sizes; without a number that a part can have.
    [InlineData("<ETag>&quot;", "<ETag>&quot;0", true)]
    [InlineData("<ETag>&quot;", "<ETag>&quot;0", false)]
    [InlineData("<Size>", "<Size>1", false)]
    [InlineData("<PartNumber>", "<PartNumber>-", false)]
    public async Task Parts_that_a_store_lists_as_others_are_sent_again(string what, string instead, bool twice)
    {
        await using JournalBench bench = await JournalBench.StartAsync(change: (request, answer) =>
        {
            if (request.Method != "GET" || !request.Asks("uploadId"))
                return;
            int at = answer.Text.IndexOf("<Part>", StringComparison.Ordinal);
            if (at < 0)
                return; // the look after the upload was ended
            int end = answer.Text.LastIndexOf("</Part>", StringComparison.Ordinal) + 7;
            string parts = answer.Text[at..end], others = parts.Replace(what, instead, StringComparison.Ordinal);
            answer.Text = answer.Text[..at] + (twice ? parts + others : others) + answer.Text[end..];
        });
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3));
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(5, bench["UploadPart"]);
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task Parts_of_another_size_than_would_be_planned_now_are_gone_on_with()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3));
        bench.Options = bench.Options with { PartSize = 8 << 20 };
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete, FaultTests.Said(bench.Bench));
        Assert.Equal((3, 0), (bench["UploadPart"], bench["CreateMultipartUpload"]));
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task A_file_that_changed_since_is_said_and_sent_anew_and_never_mixed()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", EngineBench.Bytes(23_000_000, seed: 9)));
        await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3));
        bench.Bench.WriteFile("big", Big);
        File.SetLastWriteTimeUtc(file.Path, DateTime.UtcNow.AddSeconds(-100));
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete);
        Assert.Contains(bench.Notes, static note => note.Contains("changed since its upload was begun; starting again", StringComparison.Ordinal));
        Assert.Equal(5, bench["UploadPart"]);
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task An_upload_that_somebody_aborted_meanwhile_is_begun_anew()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("UploadPart").Nth(3));
        _ = bench.Bench.Client.AbortMultipartUpload(new AbortMultipartUploadRequest(EngineBench.Bucket, new ObjectKey("o"), bench.Bench.OpenUploads().Single().UploadId), default).Value;
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete);
        Assert.Equal(5, bench["UploadPart"]);
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task An_upload_that_was_completed_before_the_journal_knew_is_not_sent_again()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        await bench.StopAtAsync(file, EngineBench.S3("o"), bench.Bench.Server.Faults.On("CompleteMultipartUpload").Delay(TimeSpan.FromMinutes(5)));
        string id = bench.Bench.OpenUploads().Single().UploadId;
        IReadOnlyList<UploadedPart> parts = bench.Bench.Client.ListParts(new ListPartsRequest(EngineBench.Bucket, new ObjectKey("o"), id), default).Value.Parts;
        _ = bench.Bench.Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(EngineBench.Bucket, new ObjectKey("o"), id, parts), default).Value;
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(0, bench["UploadPart"]);
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task Failed_by_trouble_that_may_pass_an_upload_is_kept_and_goes_on()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        bench.Bench.Server.Faults.On("CompleteMultipartUpload").Reply(500, "InternalError");
        TransferReport failed = await bench.RunAsync(file, EngineBench.S3("o"));
        Assert.True(failed is { Resumable: true, Outcomes.Failed: 1 }, FaultTests.Said(bench.Bench));
        bench.Bench.Server.Faults.Clear();
        Assert.True((await bench.RunAsync(file, EngineBench.S3("o"))).Complete);
        Assert.Equal(0, bench["UploadPart"]);
        AssertWhole(bench, Verification.Checksum);
    }

    [Fact]
    public async Task Failed_for_good_an_upload_is_undone_and_leaves_no_journal()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation file = new(bench.Bench.WriteFile("big", Big));
        bench.Bench.Server.Faults.On("UploadPart").Nth(3).Reply(403, "AccessDenied");
        TransferReport failed = await bench.RunAsync(file, EngineBench.S3("o"));
        Assert.True(failed is { Resumable: false, Outcomes.Denied: 1 }, FaultTests.Said(bench.Bench));
        Assert.Empty(bench.Bench.OpenUploads());
        Assert.Empty(bench.Bench.Files("state"));
    }

    [Fact]
    public async Task Standard_input_that_was_interrupted_leaves_no_upload_after_the_next_run()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        JournalRequest journal = new(bench.Directory, ["cp", "-", "s3://x/o"], bench.Bench.Scratch);
        CopyRequest request = new() { Sources = [new StreamLocation()], Destination = EngineBench.S3("o"), Journal = journal };
        TransferEngine engine = new(bench.Options, bench.Bench.Clients) { OpenInput = static () => new MemoryStream(Big) };
        // As a kill between the store's answer and the next record leaves it.
        using (RunJournal killed = RunJournal.Open(journal, TimeProvider.System)!)
        {
            string id = bench.Bench.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(EngineBench.Bucket, new ObjectKey("o")), default).Value;
            UnfinishedItem item = new()
            {
                Identity = new ItemIdentity(ItemIdentity.PlaceOf(new Sluice.Transfer.Items.ObjectTarget(bench.Bench.Client, null, EngineBench.Bucket, new ObjectKey("o"), ObjectAttributes.None)), 1),
                Begun = DateTimeOffset.UtcNow,
                Size = 0,
                PartSize = 0,
                PartCount = 0,
                Algorithm = Sluice.S3.Checksums.ChecksumAlgorithm.Crc64Nvme,
                To = EngineBench.S3("o"),
                Endpoint = ItemIdentity.EndpointOf(bench.Bench.Client),
            };
            killed.Begin(item).Uploading(id);
        }
        Assert.True((await engine.CopyAsync(request, default)).Complete);
        AssertWhole(bench, null);
    }

    static void AssertWhole(JournalBench bench, Verification? verified)
    {
        Assert.Equal(Big, bench.Bench.Get("o"));
        Assert.Empty(bench.Bench.OpenUploads());
        Assert.Empty(bench.Bench.Files("state"));
        if (verified is not null)
            Assert.Equal(verified, bench.Bench.Outcomes.Single().Verified);
    }
}
