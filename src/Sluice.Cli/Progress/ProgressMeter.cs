using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>Turns snapshots of a run into samples with rates.</summary>
sealed class ProgressMeter
{
    readonly RateMeter _bytes = new(), _objects = new(), _worked = new(), _first = new(), _second = new();
    readonly RemainingMeter _remaining = new();

    /// <summary>Takes a snapshot.</summary>
    public ProgressSample Sample(TransferProgress run)
    {
        _bytes.Add(run.MovedBytes, run.Elapsed);
        _objects.Add(run.Outcomes.Ended, run.Elapsed);
        _worked.Add(run.Outcomes.Ended - run.Outcomes.Skipped, run.Elapsed);
        _first.Add(run.FirstSide?.ReadBytes ?? 0, run.Elapsed);
        _second.Add(run.SecondSide?.ReadBytes ?? 0, run.Elapsed);
        ProgressSample sample = new(run, _bytes.PerSecond, _objects.PerSecond) { WorkedPerSecond = _worked.PerSecond, FirstPerSecond = _first.PerSecond, SecondPerSecond = _second.PerSecond };
        return sample with { Remaining = _remaining.Add(sample.Estimate, sample.Share, run.Elapsed) };
    }
}
