using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;

namespace Sluice.Tests.Model;

/// <content>Multipart uploads of workers, and of strangers.</content>
public sealed partial class FleetHistory : IDisposable
{
    // Of a large object: its upload is begun, or one of its parts is copied, or all are joined.
    ChunkResult DoStep(Hand hand, JobChunk chunk, SplitStep step, CancellationToken stop)
    {
        (JobWorker worker, string name, MachineClock clock, Machine machine, _, _) = hand;
        ChunkItem item = ((ChunkLocation)chunk.Source).Items.Single();
        string key = Encoding.UTF8.GetString(item.Name);
        bool fails = !_retried && _time.Random.NextDouble() < _failing;
        clock.Wait(TimeSpan.FromSeconds(_time.Random.NextDouble() * 8));
        machine.Suffer();
        if (_time.Random.Next(2) == 0)
            clock.Fire();
        // Some kill whoever begins, others whoever copies their last part.
        if (_poison.Contains(key) && (key[^1] % 2 == 0 ? step.Upload is null : step.Range == RangesOfLarge - 1))
            throw new Machine.DiedException();
        worker.EndOverdue();
        if (stop.IsCancellationRequested)
        {
            LostClaims++;
            return new ChunkResult(default, default, null);
        }
        _time.Sleep(TimeSpan.FromSeconds(_time.Random.NextDouble()));
        if (step.Upload is not { } upload)
        {
            string id = fails ? "" : machine.Ask(key, () => _uploads.Begin(key, name, chunk.Name), writes: true);
            if (!fails)
                step.Aborts(_ => Abort(id));
            fails = fails || chunk.Uploads!.Begun("to", new ObjectKey(key), id) is not null;
            if (!fails)
                step.Begun = new SplitUpload(id, LargeSize, JobDefinition.MinSplitSize, 1, Sluice.S3.Checksums.ChecksumAlgorithm.Crc64Nvme, default, null, false, []);
        }
        else if (step.Range is { } range)
        {
            fails = fails || !machine.Ask(key, () => _uploads.Add(upload.Id, range + 1), writes: true);
            if (!fails)
                step.Copied = new SplitParts([new SplitPart(range + 1, name, upload.BytesOf(range), null, false, false)], false);
        }
        else
        {
            step.Aborts(_ => Abort(upload.Id));
            fails = fails || step.Parts is null;
            if (!fails)
            {
                if (!step.Parts!.Parts.Select(static part => part.Number).SequenceEqual(Enumerable.Range(1, RangesOfLarge)))
                    _wrong ??= new InvalidOperationException($"{key} is joined of parts {string.Join(", ", step.Parts.Parts.Select(static part => part.Number))}.");
                fails = !Publish(hand, key, () => _uploads.Complete(upload.Id, RangesOfLarge), stop);
                if (!fails)
                    Joined = (Joined.All + 1, Joined.Shared + (step.Parts.Parts.Select(static part => part.ETag).Distinct().Count() > 1 ? 1 : 0));
            }
        }
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            csv.Append(ReportRow.From(new ItemOutcome { Kind = fails ? OutcomeKind.Failed : OutcomeKind.Done, Operation = "cp", From = _tree.At(item.Name), Bytes = fails ? 0 : LargeSize }));
        return new ChunkResult(new OutcomeCounts(fails ? 0 : 1, 0, 0, 0, 0, fails ? 1 : 0, 0), rows.ToArray(), null);

        Failure? Abort(string id)
        {
            machine.Ask(key, () => _uploads.End(id), writes: true);
            return null;
        }
    }

    // In two parts; null for a worker that has lost its claim, false for an item that failed.
    bool? Upload(Hand hand, JobChunk chunk, string item, CancellationToken stop)
    {
        (JobWorker worker, string name, _, Machine machine, _, _) = hand;
        string id = machine.Ask(item, () => _uploads.Begin(item, name, chunk.Name), writes: true);
        if (chunk.Uploads!.Begun("to", new ObjectKey(item), id) is not null)
            return false;
        bool isWhole = true;
        for (int part = 0; part < 2 && isWhole; part++)
        {
            worker.EndOverdue();
            if (!stop.IsCancellationRequested)
                isWhole = machine.Ask(item, () => _uploads.Add(id), writes: true);
        }
        worker.EndOverdue();
        if (stop.IsCancellationRequested || !isWhole)
        {
            // It does not always get through.
            if (_time.Random.Next(2) == 0)
            {
                machine.Ask(item, () => _uploads.End(id), writes: true);
                chunk.Uploads.Ended(id);
            }
            return stop.IsCancellationRequested ? null : false;
        }
        Publish(hand, item, () => _uploads.End(id), stop);
        chunk.Uploads.Ended(id);
        return true;
    }

    // A request that makes an object, right behind a look at the claim.
    bool Publish(Hand hand, string item, Func<bool> act, CancellationToken stop)
    {
        Publish(hand);
        return hand.Machine.Ask(item, () =>
        {
            Publish(hand, hand.Machine.IsLate);
            return act();
        }, writes: true, () =>
        {
            hand.Worker.EndOverdue();
            LostClaims += stop.IsCancellationRequested ? 1 : 0;
            stop.ThrowIfCancellationRequested();
        });
    }

    void Stray()
    {
        bool isOfJob = _time.Random.Next(2) == 0;
        string id = _uploads.Begin(isOfJob ? Name(_time.Random.Next(_items)) : "other", "stranger", "");
        if (isOfJob)
            _uploads.Add(id);
        _strangers.Add(id);
    }
}
