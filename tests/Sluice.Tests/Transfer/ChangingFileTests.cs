using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Files that change, or go, while they are uploaded.</summary>
public sealed class ChangingFileTests
{
    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = 5 << 20 };

    [Fact]
    public async Task File_that_grows_or_shrinks_while_it_is_sent_is_changed()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string path = bench.WriteFile("big", EngineBench.Bytes(12_000_000));
        bench.Server.Faults.On("UploadPart").Nth(1).Delay(TimeSpan.FromMilliseconds(500));
        Task<TransferReport> running = bench.CopyAsync(new LocalLocation(path), EngineBench.S3("big"), SmallParts);
        await FaultTests.Eventually(() => bench.Server.Requests["UploadPart"] >= 1);
        using (FileStream file = new(path, FileMode.Append))
            file.WriteByte(1);
        TransferReport report = await running;
        Assert.Equal(1, report.Outcomes.Changed);
        Assert.False(bench.Has("big"));
        Assert.Empty(bench.OpenUploads());

        bench.Server.Faults.Clear();
        bench.Server.Requests.Reset();
        bench.Outcomes.Clear();
        bench.Server.Faults.On("CreateMultipartUpload").Delay(TimeSpan.FromMilliseconds(500));
        running = bench.CopyAsync(new LocalLocation(path), EngineBench.S3("big"), SmallParts);
        await FaultTests.Eventually(() => bench.Server.Requests["CreateMultipartUpload"] >= 1);
        using (FileStream file = new(path, FileMode.Open))
            file.SetLength(6_000_000);
        report = await running;
        Assert.True(report.Outcomes.Changed == 1, FaultTests.Said(bench));
        Assert.False(bench.Has("big"));
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData("PutObject", 100_000, ChecksumAlgorithm.Crc64Nvme)]
    [InlineData("UploadPart", 12_000_000, ChecksumAlgorithm.Crc64Nvme)]
    [InlineData("UploadPart", 12_000_000, ChecksumAlgorithm.Sha256)]
    public async Task Of_a_file_that_grows_what_was_there_at_the_start_is_uploaded_when_that_is_allowed(string operation, int size, ChecksumAlgorithm algorithm)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        string path = bench.WriteFile("log", bytes);
        TransferOptions options = SmallParts with { Checksum = algorithm, Concurrency = 1 };
        // 1 It has grown: what was there is there still.
        Assert.True((await CopyWhileAsync(bench, path, operation, options, static file => file.Write([1, 2, 3]))).Complete, FaultTests.Said(bench));
        Assert.Equal(bytes, bench.Get("log"));
        Assert.Equal(Verification.Checksum, bench.Outcomes.Single().Verified);
        // 2 It has grown and its beginning is another; it has shrunk; it was written to.
        foreach (Action<FileStream> change in (Action<FileStream>[])[
            static file => { file.Write([1]); file.Position = 5; file.WriteByte((byte)~file.ReadByte()); },
            static file => file.SetLength(file.Length - 1),
            static file => { file.Position = 5; file.WriteByte(7); }])
        {
            TransferReport report = await CopyWhileAsync(bench, path, operation, options, change);
            Assert.True(report.Outcomes.Changed == 1, FaultTests.Said(bench));
        }
    }

    static async Task<TransferReport> CopyWhileAsync(EngineBench bench, string path, string operation, TransferOptions options, Action<FileStream> change)
    {
        byte[] before = File.ReadAllBytes(path);
        for (int attempt = 1; ; attempt++)
        {
            bench.Server.Faults.Clear();
            bench.Server.Requests.Reset();
            bench.Outcomes.Clear();
            bench.Server.Faults.On(operation).Delay(TimeSpan.FromMilliseconds(700));
            Task<TransferReport> running = bench.CopyAsync(new LocalLocation(path), EngineBench.S3("log"), options, static request => request with { AppendOk = true });
            // The head of a part is there before its bytes are read: what changes in its beginning by then is what is sent.
            await FaultTests.Eventually(() => bench.Server.Requests[operation] >= (operation == "UploadPart" ? 2 : 1));
            using (FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite) { Position = new FileInfo(path).Length })
                change(file);
            // The file is looked at for the last time before its parts are joined.
            bool isLate = running.IsCompleted || bench.Server.Requests["CompleteMultipartUpload"] > 0;
            TransferReport report = await running;
            if (!isLate || attempt == 5)
                return report;
            // A busy machine made the change when the copy was over, which shows nothing.
            File.WriteAllBytes(path, before);
        }
    }

    [Fact]
    public async Task File_that_vanishes_after_it_was_listed_is_missing()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int i = 0; i < 10; i++)
            bench.WriteFile($"up/{i}", [1]);
        bench.Server.Faults.On("PutObject").Nth(1).Delay(TimeSpan.FromMilliseconds(500));
        Task<TransferReport> running = bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"), new TransferOptions { Concurrency = 1 });
        await FaultTests.Eventually(() => bench.Server.Requests["PutObject"] >= 1);
        File.Delete(bench.PathOf("up/9"));
        TransferReport report = await running;
        Assert.Equal((9, 1), (report.Outcomes.Done, report.Outcomes.Missing));
    }
}
