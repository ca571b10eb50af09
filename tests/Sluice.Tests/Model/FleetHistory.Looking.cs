using System.Text;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Watching;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <content>What must hold: after each change, and in the end.</content>
public sealed partial class FleetHistory
{
    void CleanUp(TimeSpan olderThan)
    {
        foreach (JobLeftover found in new JobLeftovers(_look, _job, Source, LocationParser.Parse("s3://to/"), _uploads, new MachineClock(_time, default)).Find(olderThan, default))
            if (found.State == LeftoverState.Abandoned)
                Assert.Null(found.Remove(default));
    }

    // Nobody's any more, or of a chunk that is sealed.
    void IsLeft(SimulatedUploads.Upload upload)
    {
        if (upload.Owner == "stranger")
            _wrong ??= new InvalidOperationException($"A cleanup takes a stranger's upload of {upload.Key}.");
        else if (JobState.ReadSeal(_look, upload.Chunk, default) is { Halves.Count: > 0, Split: { } split } && JobJson.Read(_look.Read(split, default)?.Content, JobJson.Default.SplitUpload)!.Id == upload.Id
            && _look.Read(JobNames.Seal(JobNames.Join(upload.Chunk)), default) is null)
            _wrong ??= new InvalidOperationException($"A cleanup takes the upload of {upload.Key} that workers fill.");
        else if (_queue is not null)
        {
            // Nobody tells who has a chunk that is not sealed.
            if (_look.Read(JobNames.Seal(upload.Chunk), default) is null)
                _wrong ??= new InvalidOperationException($"A cleanup takes the upload of {upload.Key} by {upload.Owner}, whose chunk is not sealed.");
        }
        else if (_look.Read(JobNames.Seal(upload.Chunk), default) is null
            && _look.Read(JobNames.Lease(upload.Chunk), default) is { } there && JobJson.Read(there.Content, JobJson.Default.ChunkLease) is { IsFree: false } lease && lease.Worker == upload.Owner
            && _look.Age(JobNames.Lease(upload.Chunk), there.Tag!, default) < lease.LastsOf(Lease))
            _wrong ??= new InvalidOperationException($"A cleanup takes the upload of {upload.Key} that {upload.Owner} has in hand.");
    }

    // At the moment when the look is made, or the other side acts. What was sent before a freeze, or was between look and wire, may act when the claim is another one's by now (docs/jobs.md).
    void Publish(Hand hand, bool isLate = false)
    {
        if (WrongWith(hand) is not { } wrong)
            return;
        if (isLate)
            LateActs++;
        else
            _wrong ??= new InvalidOperationException(wrong);
    }

    // Whoever publishes has the claim: nobody else can have taken it, sealed, and be written over. Or it helps a slow worker out, or has one of two messages, and has heard of no seal for less than a lease.
    string? WrongWith(Hand hand)
    {
        bool isSecond = _look.Read(JobNames.Second(hand.Chunk), default) is { } second && Encoding.UTF8.GetString(second.Content) == hand.Name;
        if (isSecond || _queue is not null)
        {
            if (isSecond)
                _seconds.Add($"{hand.Name} {hand.Chunk}");
            if (_look.Age(JobNames.Seal(hand.Chunk), _look.Read(JobNames.Seal(hand.Chunk), default)?.Tag ?? "", default) > Lease)
                return $"{hand.Name} still does chunk {hand.Chunk}, which was sealed long ago.";
            return isSecond || hand.Messages!.Has(hand.Chunk) ? null : $"{hand.Name} publishes an item of chunk {hand.Chunk}, whose message is not its own any more.";
        }
        ChunkLease? lease = JobJson.Read(_look.Read(JobNames.Lease(hand.Chunk), default)?.Content, JobJson.Default.ChunkLease);
        return lease?.Worker == hand.Name && !lease.IsFree ? null : $"{hand.Name} publishes an item of chunk {hand.Chunk}, which {lease?.Worker} has.";
    }

    // A worker with a chunk.
    sealed record Hand(JobWorker Worker, string Name, MachineClock Clock, Machine Machine, MachineQueue? Messages, string Chunk);

    void Check(string changed)
    {
        if (changed.StartsWith(JobNames.Leases, StringComparison.Ordinal) || changed.StartsWith(JobNames.Outcomes, StringComparison.Ordinal) || changed.StartsWith(JobNames.Uploads, StringComparison.Ordinal))
            return;
        JobState state = JobState.Read(_look, default)!;
        if (state.Pending < 0 || state.Pending > state.Items || state.SealedChunks > state.Chunks)
            _wrong ??= new InvalidOperationException($"After {changed}: {state.Items} listed, {state.Outcomes}, {state.Pending} pending, {state.SealedChunks} of {state.Chunks} sealed.");
    }

    void End(bool withRetry)
    {
        // Twice: the second one finds no notes either.
        List<SimulatedUploads.Upload> left = [.. _uploads.Open.Values.Where(static upload => upload.Owner != "stranger")];
        Orphans = (Orphans.All + left.Count, Orphans.Unnoted + left.Count(static upload => upload.Parts == 0));
        CleanUp(TimeSpan.Zero);
        CleanUp(TimeSpan.Zero);
        if (_wrong is not null)
            throw _wrong;
        Assert.Equal(_strangers.Order(StringComparer.Ordinal), _uploads.Open.Keys);
        Assert.Empty(_look.List(JobNames.Uploads, "", default));
        Assert.Equal(_look.List(JobNames.Seals, "", default).Select(seal => JobState.ReadSeal(_look, seal.Name[JobNames.Seals.Length..], default)!).SelectMany(static seal => (string?[])[seal.Outcomes, seal.Split]).OfType<string>().Distinct().Order(StringComparer.Ordinal), _look.List(JobNames.Outcomes, "", default).Select(static entry => entry.Name));
        JobState state = JobState.Read(_look, default)!;
        Assert.True(state.IsOver, $"{state.SealedChunks} of {state.Chunks} chunks are sealed.");
        Assert.Equal((_items, 0L), ((int)state.Items, state.Pending));
        using MemoryStream report = new();
        Assert.Equal(new ReportedItems(_items, 0, 0, _items, true), new JobReport(_look).Write(report, damage => Assert.Fail(damage.ToString()), default));
        // The bytes of ranges and of what they leave are those of their object, however it ended.
        JobWatch watch = new(_look);
        watch.ReadAll(default);
        Assert.Equal(_items + (_large.Count * (LargeSize - 1)), watch.View(1).Bytes);
        Assert.All(Encoding.UTF8.GetString(report.ToArray()).Split('\n').Where(row => row.Contains(",done,", StringComparison.Ordinal) && _large.Contains(row.Split(',')[1])), row => Assert.Contains(row.Split(',')[1], _uploads.Completed.Values));
        string[] keys = [.. Encoding.UTF8.GetString(report.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, _items).Select(Name).Order(StringComparer.Ordinal), keys);
        Halved = _look.List(JobNames.Chunks, "", default).Count(static entry => entry.Name.EndsWith(".0.gz", StringComparison.Ordinal));
        if (withRetry)
            Assert.Equal(0, state.Outcomes.Failed);
        else if (_trouble is { LossChance: 0 } && _poison.Count > 0)
        {
            // Another range of a large one may have failed before.
            Assert.True(state.Outcomes.Quarantined >= _poison.Except(_large).Count(), "An item that kills its workers is set apart.");
            Assert.DoesNotContain(Encoding.UTF8.GetString(report.ToArray()).Split('\n'), row => row.Contains(",done,", StringComparison.Ordinal) && _poison.Contains(row.Split(',')[1]));
        }
    }
}
