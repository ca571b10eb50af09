using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees.S3;

namespace Sluice.Tests.Interleavings;

/// <summary>
/// The journal under workers that write to it in drawn orders, read as a kill at any of those moments leaves it: what was
/// acknowledged is there, and what was not begun is not.
/// </summary>
public sealed class JournalInterleavingTests : IDisposable
{
    const int Workers = 3;
    const int Items = 6;

    readonly string _directory = Directory.CreateTempSubdirectory("sluice-journal-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Whatever_the_order_a_killed_journal_has_what_was_acknowledged_and_nothing_that_was_not_begun()
    {
        for (int seed = 0; seed < Tier.Of(usual: 120, all: 400); seed++)
            RunOnce(seed);
    }

    void RunOnce(int seed)
    {
        using Interleaving world = new(seed);
        JournalRequest request = new(Path.Combine(_directory, $"{seed}"), ["cp", "a", "s3://b/"], "/work");
        RunJournal? journal = null;
        // What workers are about to tell the journal, and what it has taken; one thread runs at a time.
        HashSet<string> begun = [], acknowledged = [];
        void Tell(string fact, Action record)
        {
            begun.Add(fact);
            record();
            acknowledged.Add(fact);
        }
        world.Spawn("run", () =>
        {
            journal = RunJournal.Open(request, TimeProvider.System, new ScheduledGate(world));
            int next = 0;
            for (int worker = 0; worker < Workers; worker++)
                world.Spawn($"worker {worker}", () =>
                {
                    while (next < Items)
                        Move(journal!, world, next++, Tell);
                });
            world.Spawn("killer", () =>
            {
                for (int kill = 0; kill < 4; kill++)
                {
                    for (int turns = world.Draw(60); turns > 0; turns--)
                        world.GiveWay();
                    Look(request, seed, [.. acknowledged], begun, torn: 0);
                    Look(request, seed, [], begun, torn: 1 + world.Draw(150));
                }
            });
        });
        world.Run();
        Look(request, seed, [.. acknowledged], begun, torn: 0);
        world.Spawn("end", journal!.Dispose);
        world.Run();
    }

    static void Move(RunJournal journal, Interleaving world, int item, Action<string, Action> tell)
    {
        // 1 A small item: done, and that is all.
        if (item % 3 == 0)
        {
            tell($"done {item}", () => journal.Done((UInt128)(ulong)item, default, 1, 0));
            return;
        }
        // 2 A large one: begun, its upload, its parts, and at the end nothing of it is left.
        ItemJournal? own = null;
        tell($"item {item}", () => own = journal.Begin(new UnfinishedItem
        {
            Identity = new ItemIdentity((UInt128)(ulong)item, 1),
            Begun = DateTimeOffset.UnixEpoch,
            Size = 100,
            PartSize = 20,
            PartCount = 5,
            Algorithm = ChecksumAlgorithm.Crc64Nvme,
            To = new S3Location(null, "b", new ObjectKey($"{item}")),
        }));
        tell($"upload {item}", () => own!.Uploading($"upload-{item}"));
        for (int part = 1 + world.Draw(5); part > 0; part--)
        {
            int number = part;
            tell($"part {item}.{number}", () => own!.Uploaded(new UploadedPart(number, $"\"{number}\"", 20, null)));
            world.GiveWay();
        }
        if (world.Draw(2) == 0)
            return;
        tell($"done {item}", () => journal.Done((UInt128)(ulong)item, default, 100, 0));
        tell($"end {item}", () => own!.End());
    }

    // What a later run would find, with so many bytes torn off its end.
    static void Look(JournalRequest request, int seed, IReadOnlyCollection<string> acknowledged, HashSet<string> begun, int torn)
    {
        string path = Directory.EnumerateFiles(request.Directory, "*.journal").Single();
        string copy = path + ".copy";
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(copy, bytes[..Math.Max(0, bytes.Length - torn)]);
        JournalState state = new();
        JournalFile.Read(copy, state.Apply);
        state.Sort();
        HashSet<string> found = [];
        for (int item = 0; item < Items; item++)
            if (!state.DoneOf((UInt128)(ulong)item).IsEmpty)
                found.Add($"done {item}");
        foreach (UnfinishedItem item in state.Unfinished.Values)
        {
            string name = item.To.ToString()![^1..];
            found.Add($"item {name}");
            if (item.UploadId is not null)
                found.Add($"upload {name}");
            foreach (int part in item.Parts.Keys)
                found.Add($"part {name}.{part}");
        }
        Assert.True(found.IsSubsetOf(begun), $"seed {seed}: the journal has {string.Join(", ", found.Except(begun))}, which nobody had begun");
        foreach (string fact in acknowledged)
        {
            // Of an item that has ended nothing but that it is done is left.
            string item = fact.Split(' ', '.')[1];
            bool ended = begun.Contains($"end {item}") && !fact.StartsWith("done", StringComparison.Ordinal);
            Assert.True(ended || found.Contains(fact), $"seed {seed}: '{fact}' was acknowledged and is not in the journal");
        }
    }
}
