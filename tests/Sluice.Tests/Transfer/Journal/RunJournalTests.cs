using Sluice.S3;
using Sluice.Sftp;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Journal;

public sealed class RunJournalTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-journal-").FullName;
    readonly List<string> _notes = [];

    JournalRequest Request => new(_directory, ["cp", "a", "s3://b/"], "/work") { OnNote = _notes.Add };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Items_that_are_done_are_known_again_and_no_others()
    {
        Random random = new(1);
        List<UInt128> done = [.. Enumerable.Range(0, 1000).Select(_ => Identity(random))];
        using (RunJournal first = Open())
            done.ForEach(item => first.Done(item, default, 7, item + 1));
        using RunJournal second = Open();
        Assert.All(done, item => Assert.Equal(new DoneItem(item, item + 1), Assert.Single(second.DoneOf(item).ToArray())));
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(second.DoneOf(Identity(random)).IsEmpty));
        Assert.Contains(_notes, static note => note.Contains("1,000 done, 0 under way", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_of_the_same_command_is_told_the_process_of_the_first()
    {
        using RunJournal first = Open();
        Assert.Contains($"(process {Environment.ProcessId})", Assert.Throws<JournalException>(Open).Message, StringComparison.Ordinal);
        using RunJournal other = RunJournal.Open(Request with { Command = ["cp", "a", "s3://c/"] }, TimeProvider.System)!;
        using RunJournal elsewhere = RunJournal.Open(Request with { WorkingDirectory = "/" }, TimeProvider.System)!;
    }

    [Fact]
    public void A_directory_that_cannot_be_written_to_is_said_and_the_run_goes_without()
    {
        string file = Path.Join(_directory, "file");
        File.WriteAllText(file, "");
        Assert.Null(RunJournal.Open(Request with { Directory = Path.Join(file, "x") }, TimeProvider.System));
        Assert.StartsWith("No journal: ", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_killed_before_its_first_item_is_nothing_to_go_on_with_and_cleanup_takes_its_journal()
    {
        using (RunJournal _ = Open())
        {
            Assert.Single(FoundJournal.All(_directory));
            Assert.Single(JournalHeading.All(_directory, null));
            Assert.Equal(0, FoundJournal.RemoveEmpty(_directory));
        }
        Assert.True(File.Exists(JournalDirectory.PathOf(Request)));
        Assert.Empty(FoundJournal.All(_directory));
        Assert.Empty(JournalHeading.All(_directory, null));
        Assert.Equal(1, FoundJournal.RemoveEmpty(_directory));
        Assert.Empty(Directory.GetFiles(_directory));
        using (RunJournal begun = Open())
            begun.Done(Identity(new Random(1)), default, 7, 1);
        Assert.Equal(0, FoundJournal.RemoveEmpty(_directory));
        Assert.Single(FoundJournal.All(_directory));
        Assert.Single(JournalHeading.All(_directory, null));
    }

    [Fact]
    public void Whoever_only_looks_at_a_journal_does_not_keep_its_command_from_starting()
    {
        Open().Dispose();
        JournalLock? look = JournalLock.TryTake(JournalDirectory.PathOf(Request));
        using (RunJournal journal = RunJournal.Open(Request, new ClockThatTells(() => look?.Dispose()))!)
            journal.Done(1, default, 7, 1);
        // What is worth keeping is not locked to be looked at.
        File.Delete(JournalLock.PathOf(JournalDirectory.PathOf(Request)));
        Assert.Equal(0, FoundJournal.RemoveEmpty(_directory));
        Assert.Equal([JournalDirectory.PathOf(Request)], Directory.GetFiles(_directory));
    }

    [Fact]
    public void A_command_that_is_stopped_does_not_wait_for_a_lock()
    {
        using RunJournal first = Open();
        Assert.Throws<JournalException>(() => RunJournal.Open(Request, new ManualClock(), cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void No_lock_is_left_without_a_journal()
    {
        Directory.CreateDirectory(JournalDirectory.PathOf(Request));
        Assert.Null(Open());
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public void Unfinished_files_are_known_by_their_names_however_their_directory_is_spelled()
    {
        using SftpHosts hosts = new();
        using (RunJournal killed = Open())
        {
            killed.Begin(Unfinished(new ItemIdentity(1, 2), "/data/big/.x.sluice-0123456789ab1.part"));
            killed.Begin(Unfinished(new ItemIdentity(3, 4), "sftp://h/~/d/.y.sluice-0123456789ab2.part"));
        }
        FoundJournal found = Assert.Single(FoundJournal.All(_directory));
        Assert.True(found.Owns("/mnt/data/big/.x.sluice-0123456789ab1.part"));
        Assert.False(found.Owns("/mnt/data/big/.x.sluice-0123456789ab3.part"));
        Assert.False(found.Owns("/mnt/data/big/x.sluice-0123456789ab1.part"));
        Assert.True(found.Owns(hosts.Parse("sftp://h/home/u/d/.y.sluice-0123456789ab2.part")));
        Assert.False(found.Owns(hosts.Parse("sftp://h/home/u/d/.x.sluice-0123456789ab3.part")));
    }

    [Fact]
    public void What_a_running_command_makes_on_a_host_is_its_own()
    {
        using SftpHosts hosts = new();
        Sluice.Trees.Location made = hosts.Parse($"sftp://h/d/.x.sluice-{SftpHosts.NewMark()}.part"), other = hosts.Parse("sftp://h/d/.x.sluice-0123456789ab1.part");
        using (RunJournal journal = Open())
        {
            FoundJournal running = Assert.Single(FoundJournal.All(_directory));
            Assert.True(running.Owns(made));
            Assert.False(running.Owns(other));
            journal.Done(1, default, 7, 1);
        }
        Assert.False(Assert.Single(FoundJournal.All(_directory)).Owns(made));
    }

    [Fact]
    public void A_journal_of_no_bytes_is_said_and_begun_anew()
    {
        File.WriteAllBytes(JournalDirectory.PathOf(Request), []);
        using RunJournal journal = Open();
        Assert.Contains("was empty or cut off", Assert.Single(_notes), StringComparison.Ordinal);
        Assert.True(journal.IsWritable);
    }

    [Fact]
    public void A_tree_that_is_walked_in_order_names_each_directory_once()
    {
        using (RunJournal journal = Open())
        {
            foreach (string directory in (string[])["/t", "/t/a", "/t/a/b", "/t/a", "/t", "/t/ab", "/t/a", "/t", "/t/c"])
                journal.Directory(directory.Replace('/', Path.DirectorySeparatorChar));
        }
        // The last /t/a came out of order: it is named again, which costs a record and loses nothing.
        Assert.Equal(6, JournalBench.Records(JournalDirectory.PathOf(Request)).Count(static kind => kind == (byte)RecordKind.Directory));
    }

    [Fact]
    public void What_was_begun_comes_back_with_its_parts_and_only_once()
    {
        ItemIdentity identity = new(1, 2);
        using (RunJournal first = Open())
        {
            ItemJournal upload = first.Begin(Unfinished(identity));
            upload.Uploading("id-1");
            upload.Uploaded(new UploadedPart(3, "\"e\"", 5, null));
            first.Begin(Unfinished(identity with { Stamp = 3 })).End();
        }
        using RunJournal second = Open();
        UnfinishedItem item = Assert.Single(second.Take(1));
        Assert.Equal(("id-1", 1, 5L), (item.UploadId, item.Id, item.PartBytes));
        Assert.Equal(new S3Location("p", "b", new ObjectKey("k")), item.To);
        Assert.Equal("\"e\"", item.Parts[3].ETag);
        Assert.Empty(second.Take(1));
        Assert.Empty(second.Take(2));
    }

    [Fact]
    public void A_clock_that_went_backwards_changes_nothing()
    {
        ManualClock clock = new();
        clock.Advance(TimeSpan.FromDays(10_000));
        using (RunJournal first = RunJournal.Open(Request, clock)!)
            first.Done(1, default(FileStatus) with { Modified = DateTimeOffset.UnixEpoch }, 1, 0);
        using RunJournal second = RunJournal.Open(Request, new ManualClock())!;
        Assert.False(second.DoneOf(1, default(FileStatus) with { Modified = DateTimeOffset.UnixEpoch }).IsEmpty);
        Assert.True(second.DoneOf(1).IsEmpty);
    }

    RunJournal Open() => RunJournal.Open(Request, TimeProvider.System)!;

    static UInt128 Identity(Random random) => new((ulong)random.NextInt64(), (ulong)random.NextInt64());

    static UnfinishedItem Unfinished(ItemIdentity identity, string temporary = "") => new()
    {
        Temporary = temporary,
        Identity = identity,
        Begun = DateTimeOffset.UnixEpoch,
        Size = 10,
        PartSize = 5,
        PartCount = 2,
        Algorithm = Sluice.S3.Checksums.ChecksumAlgorithm.Crc32C,
        To = new S3Location("p", "b", new ObjectKey("k")),
    };

    // Tells of each wait when it begins.
    sealed class ClockThatTells(Action onWait) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            onWait();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
