using System.Diagnostics;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Journal;

public sealed class DownloadResumeTests
{
    static readonly byte[] Big = EngineBench.Bytes(23_000_000);

    [Fact]
    public async Task Interrupted_download_goes_on_with_the_ranges_that_are_there()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", Big);
        LocalLocation to = await StopAtThirdAsync(bench);
        Assert.Single(bench.Bench.Files("down"));

        TransferReport report = await bench.RunAsync(EngineBench.S3("o"), to);
        Assert.True(report.Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(3, bench["GetObject"]);
        AssertWhole(bench);
    }

    [Fact]
    public async Task A_range_that_is_not_what_it_was_is_fetched_again()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", Big);
        LocalLocation to = await StopAtThirdAsync(bench);
        string temporary = bench.Bench.PathOf("down/" + bench.Bench.Files("down").Single());
        using (FileStream file = File.OpenWrite(temporary))
        {
            file.Position = 3;
            file.WriteByte((byte)~Big[3]);
        }
        Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete);
        Assert.Equal(4, bench["GetObject"]);
        AssertWhole(bench);
    }

    [Fact]
    public async Task Killed_at_any_record_a_download_goes_on_and_leaves_no_other_file()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", Big);
        LocalLocation to = new(bench.Bench.PathOf("down/o"));
        for (int kept = 4; ; kept++)
        {
            await StopAtThirdAsync(bench);
            List<byte> records = JournalBench.Records(bench.Journal!);
            Assert.Equal((byte)RecordKind.Begun, records[3]);
            if (kept == records.Count)
                break;
            JournalBench.KeepRecords(bench.Journal!, kept);
            Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete, FaultTests.Said(bench.Bench));
            Assert.Equal(Math.Max(3, 9 - kept), bench["GetObject"]);
            AssertWhole(bench);
            File.Delete(to.Path);
        }
    }

    [Fact]
    public async Task An_object_that_changed_since_is_said_and_fetched_anew_and_never_mixed()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", EngineBench.Bytes(23_000_000, seed: 9));
        LocalLocation to = await StopAtThirdAsync(bench);
        bench.Bench.Put("o", Big);
        Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete);
        Assert.Contains(bench.Notes, static note => note.Contains("another object than when its download was begun; starting again", StringComparison.Ordinal));
        Assert.Equal(5, bench["GetObject"]);
        AssertWhole(bench);
    }

    [Fact]
    public async Task An_unfinished_file_that_vanished_is_said_and_fetched_anew()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", Big);
        LocalLocation to = await StopAtThirdAsync(bench);
        File.Delete(bench.Bench.PathOf("down/" + bench.Bench.Files("down").Single()));
        Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete);
        Assert.Contains(bench.Notes, static note => note.Contains("its unfinished file is gone, or not the one that was left; starting again", StringComparison.Ordinal));
        AssertWhole(bench);
    }

    [Theory]
    [InlineData("ln -s ../victim")]
    [InlineData("ln victim")]
    public async Task An_unfinished_file_that_was_replaced_by_a_link_is_not_written_through(string link)
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", Big);
        LocalLocation to = await StopAtThirdAsync(bench);
        string victim = bench.Bench.WriteFile("victim", [1, 2, 3]);
        string temporary = bench.Bench.PathOf("down/" + bench.Bench.Files("down").Single());
        File.Delete(temporary);
        using (Process ln = Process.Start(new ProcessStartInfo("sh", ["-c", $"{link} '{temporary}'"]) { WorkingDirectory = bench.Bench.Scratch })!)
            await ln.WaitForExitAsync();
        Assert.True(File.Exists(temporary));
        Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(victim));
        Assert.Equal(Big, File.ReadAllBytes(to.Path));
        Assert.Null(new FileInfo(to.Path).LinkTarget);
        Assert.Contains(bench.Notes, static note => note.Contains("not the one that was left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_was_published_before_the_journal_knew_is_not_fetched_again()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        bench.Bench.Put("o", Big);
        ObjectInfo info = bench.Bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("o")), default).Value;
        LocalLocation to = await StopAtThirdAsync(bench);
        string temporary = bench.Bench.PathOf("down/" + bench.Bench.Files("down").Single());
        // As the run would have gone on, up to the rename.
        using (RunJournal killed = RunJournal.Open(new JournalRequest(bench.Directory, ["cp", EngineBench.S3("o").ToString(), to.ToString()], bench.Bench.Scratch), TimeProvider.System)!)
        {
            ItemJournal item = killed.Continue(killed.Take(ItemIdentity.PlaceOf(to.Path)).Single());
            for (int part = 2; part < 5; part++)
            {
                byte[] bytes = Big[(part * (5 << 20))..Math.Min(Big.Length, (part + 1) * (5 << 20))];
                item.Finished(new JournalPart(part, part * (5 << 20), bytes.Length, ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, bytes), ""));
            }
        }
        File.WriteAllBytes(to.Path, Big);
        File.SetLastWriteTimeUtc(to.Path, info.LastModified!.Value.UtcDateTime);
        File.Delete(temporary);
        Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete);
        Assert.Equal(0, bench["GetObject"]);
        AssertWhole(bench);
    }

    [Fact]
    public async Task A_download_along_stored_parts_goes_on_and_is_verified_by_their_checksum()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        string path = bench.Bench.WriteFile("big", Big);
        await bench.Bench.CopyAsync(new LocalLocation(path), EngineBench.S3("o"), bench.Options with { Checksum = ChecksumAlgorithm.Sha256 });
        LocalLocation to = await StopAtThirdAsync(bench);
        Assert.True((await bench.RunAsync(EngineBench.S3("o"), to)).Complete);
        Assert.Equal(3, bench["GetObject"]);
        AssertWhole(bench);
    }

    [Fact]
    public async Task Small_files_of_a_killed_run_are_removed_by_the_run_that_finishes()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        for (int i = 0; i < 3; i++)
            bench.Bench.Put($"p/d{i}/x", [1, 2, 3]);
        LocalLocation to = new(bench.Bench.PathOf("down/"));
        JournalRequest journal = new(bench.Directory, ["cp", EngineBench.S3("p/").ToString(), to.ToString()], bench.Bench.Scratch);
        string kept = bench.Bench.WriteFile("down/d0/.x.sluice-0123456789ab1.part", [1]);
        using (RunJournal killed = RunJournal.Open(journal, TimeProvider.System)!)
        {
            foreach (string directory in (string[])["down", "down/d0", "down/gone", "down/d1"])
                killed.Directory(bench.Bench.PathOf(directory));
            bench.Bench.WriteFile($"down/d0/{Path.GetFileName(killed.Names.Beside("x"))}", [1]);
            bench.Bench.WriteFile($"down/d1/{Path.GetFileName(killed.Names.Beside("y"))}", [1]);
        }
        Assert.True((await bench.RunAsync(EngineBench.S3("p/"), to)).Complete);
        Assert.Equal(["d0/.x.sluice-0123456789ab1.part", "d0/x", "d1/x", "d2/x"], bench.Bench.Files("down"));
        Assert.Empty(bench.Bench.Files("state"));
        Assert.True(File.Exists(kept));
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, false)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, true)]
    [InlineData(ChecksumAlgorithm.Sha256, false)]
    [InlineData(ChecksumAlgorithm.Md5, false)]
    [InlineData(ChecksumAlgorithm.Md5, true)]
    public async Task A_range_that_was_under_way_goes_on_where_it_was_unless_its_bytes_are_others(ChecksumAlgorithm algorithm, bool damaged)
    {
        await using JournalBench bench = await JournalBench.StartAsync(new EndpointOptions { TellsChecksums = algorithm != ChecksumAlgorithm.Md5 });
        bench.Options = bench.Options with { Checksum = algorithm };
        // With MD5 and SHA the whole object is one stream.
        if (algorithm == ChecksumAlgorithm.Crc64Nvme)
            bench.Bench.Put("o", Big);
        else
            _ = bench.Bench.Client.PutObject(new PutObjectRequest(EngineBench.Bucket, new ObjectKey("o"), new MemoryBody(Big)) { Checksum = algorithm == ChecksumAlgorithm.Md5 ? ChecksumAlgorithm.None : algorithm }, default).Value;
        LocalLocation to = new(bench.Bench.PathOf("down/o"));
        FaultRule slow = bench.Bench.Server.Faults.On("GetObject").Nth(1).Trickle(2 << 20);
        using (CancellationTokenSource cancel = new())
        {
            Task<TransferReport> running = bench.RunAsync(EngineBench.S3("o"), to, cancel.Token);
            await FaultTests.Eventually(() => slow.Hits > 0 && BegunBytes(bench) > 0 || running.IsCompleted);
            await cancel.CancelAsync();
            Assert.True((await running) is { Interrupted: true, Resumable: true });
        }
        bench.Bench.Server.Faults.Clear();
        long begun = BegunBytes(bench);
        Assert.InRange(begun, 1 << 20, (5 << 20) - 1);
        if (damaged)
        {
            using FileStream file = File.OpenWrite(bench.Bench.PathOf("down/" + bench.Bench.Files("down").Single()));
            file.Position = 3;
            file.WriteByte((byte)~Big[3]);
        }
        TransferReport report = await bench.RunAsync(EngineBench.S3("o"), to);
        Assert.True(report.Complete, FaultTests.Said(bench.Bench));
        Assert.Equal(damaged ? Big.Length : Big.Length - begun, bench.Engine!.Progress.MovedBytes);
        Assert.Equal(Big, File.ReadAllBytes(to.Path));
        Assert.Equal(algorithm == ChecksumAlgorithm.Md5 ? Verification.Md5 : Verification.Checksum, bench.Bench.Outcomes.Single().Verified);
        Assert.Empty(bench.Bench.Files("state"));
    }

    static long BegunBytes(JournalBench bench)
    {
        if (bench.Journal is not { } journal)
            return 0;
        JournalState state = new();
        JournalFile.Read(journal, state.Apply);
        return state.Unfinished.Values.Sum(static item => item.PartBytes);
    }

    static async Task<LocalLocation> StopAtThirdAsync(JournalBench bench)
    {
        LocalLocation to = new(bench.Bench.PathOf("down/o"));
        TransferReport stopped = await bench.StopAtAsync(EngineBench.S3("o"), to, bench.Bench.Server.Faults.On("GetObject").Nth(3));
        Assert.True(stopped is { Interrupted: true, Resumable: true, Pending: 1 });
        return to;
    }

    static void AssertWhole(JournalBench bench)
    {
        Assert.Equal(["o"], bench.Bench.Files("down"));
        Assert.Equal(Big, File.ReadAllBytes(bench.Bench.PathOf("down/o")));
        Assert.Empty(bench.Bench.Files("state"));
        Assert.Equal(Verification.Checksum, bench.Bench.Outcomes.Single().Verified);
    }
}
