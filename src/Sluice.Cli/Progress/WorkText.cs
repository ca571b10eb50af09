using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>A worker of a job: what it has done, of how much nobody knows, for all workers share the rest. One that has no chunk waits, and does nothing.</summary>
/// <param name="run">The run that carries its chunks.</param>
/// <param name="chunks">Its chunks in hand, those that it has sealed, and the items of these.</param>
sealed class WorkText(Func<TransferProgress> run, Func<(int InHand, int Sealed, long Items)> chunks) : ProgressText
{
    readonly ProgressMeter _meter = new();
    ProgressSample _sample;
    int _inHand, _sealed;
    long _items;

    /// <summary>What <paramref name="worker"/> tells of its chunks; nothing before there is one.</summary>
    public static (int InHand, int Sealed, long Items) Of(JobWorker? worker) => worker is null ? default : (worker.InHand, worker.Sealed, worker.Outcomes.Ended);

    /// <inheritdoc/>
    public override void Sample()
    {
        _sample = _meter.Sample(run());
        (_inHand, _sealed, _items) = chunks();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width)
    {
        OutcomeCounts items = _sample.Run.Outcomes;
        List<Piece> amounts = [new(Doing, _inHand > 0 ? Tone.Good : Tone.Dim), new(Items) { IsKept = true }];
        if (_inHand > 0)
            amounts.Add(new(Rate, Tone.Strong));
        amounts.Add(new(Numbers.Clock(_sample.Run.Elapsed), Tone.Dim));
        List<Piece> counts = [new(Chunks) { IsKept = true }];
        if (items.NotArrived > 0)
            counts.Add(new(Numbers.Count(items.NotArrived, "error"), Tone.Bad) { IsKept = true });
        if (_sample.Run.Retries > 0)
            counts.Add(new(Numbers.Retries(_sample.Run.Retries), Tone.Warning));
        if (_inHand > 0)
            counts.Add(new(InFlight, Tone.Dim));
        return [PieceLine.Fit(amounts, width), PieceLine.Fit(counts, width), .. ProgressFrame.Details(_sample.Run, width)];
    }

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        TransferProgress now = _sample.Run;
        return $"{Numbers.Clock(now.Elapsed)}  {Doing}: {Items}, {Chunks}{(_inHand > 0 ? $", {Rate}" : "")}, {Numbers.Retries(now.Retries)}, {Numbers.Count(now.Outcomes.NotArrived, "error")}{(_inHand > 0 ? $", {InFlight}" : "")}";
    }

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return ProgressFrame.Record(_sample) with { Phase = Doing, Concurrency = _inHand > 0 ? _sample.Run.Concurrency : 0 };
    }

    string Doing => _inHand > 0 ? "working" : "waiting";

    // What it did of chunks that another one sealed first counts there: with nothing in hand it says what its last line will say.
    string Items => $"{Numbers.Count(_inHand > 0 ? _sample.Run.Outcomes.Ended : _items, "item")} done";

    string Rate => _sample.IsOfBytes ? Numbers.Rate(_sample.BytesPerSecond) : $"{Numbers.PerSecond(_sample.ObjectsPerSecond)} items/s";

    string Chunks => $"{Numbers.Count(_sealed, "chunk")} sealed, {Numbers.Count(_inHand)} in hand";

    string InFlight => $"{Numbers.Count(_sample.Run.InFlight)} in flight";
}
