using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Watching;

namespace Sluice.Cli.Progress;

/// <summary>A job that several workers are at: items that have an outcome, of all, by what the job's store tells.</summary>
/// <param name="watch">The job; read already.</param>
/// <param name="clock">The time.</param>
/// <param name="stop">Ends looking.</param>
sealed class JobText(JobWatch watch, TimeProvider clock, CancellationToken stop) : ProgressText
{
    // What is asked of the store each second.
    const int Requests = 3;
    static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    readonly long _begun = clock.GetTimestamp();
    JobState _state = watch.State;
    JobPace? _pace;
    long _looked;

    TimeSpan Elapsed => clock.GetElapsedTime(_begun);

    /// <inheritdoc/>
    public override void Sample()
    {
        if (_looked != 0 && clock.GetElapsedTime(_looked) < Between)
            return;
        try
        {
            watch.Look(Requests, stop);
            JobView view = watch.View(bins: 1);
            (_state, _pace) = (view.State, view.Pace);
        }
        catch (Exception exception) when (exception is FailureException or OperationCanceledException)
        {
            // The workers tell what is wrong with the store.
        }
        _looked = clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width) =>
    [
        PieceLine.Fit(
        [
            new("working", Tone.Good), new(Done) { Short = $"{Numbers.Count(_state.Outcomes.Ended)}/{Numbers.Count(_state.Items)}{(_state.Plan is null ? "+" : "")}", IsKept = true },
            .. Rate is { } rate ? [new Piece(rate, Tone.Strong)] : (Piece[])[], .. Left is { } left ? [new Piece($"{Numbers.Clock(left)} left") { IsKept = true }] : (Piece[])[], new(Numbers.Clock(Elapsed), Tone.Dim),
        ], width),
    ];

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        return $"{Numbers.Clock(Elapsed)}  working: {Done}{(Rate is { } rate ? $", {rate}" : "")}{(Left is { } left ? $", {Numbers.Clock(left)} left" : "")}";
    }

    /// <inheritdoc/>
    public override ProgressRecord Record()
    {
        Sample();
        return new ProgressRecord(Math.Round(Elapsed.TotalSeconds, 3))
        {
            Phase = "working",
            Objects = _state.Outcomes.Ended,
            ObjectsListed = _state.Items,
            ListingComplete = _state.Plan is not null,
            ObjectsPerSecond = _pace?.ItemsPerSecond is { } rate ? Math.Round(rate, 3) : null,
            SecondsLeft = Left?.TotalSeconds,
        };
    }

    // Of the last chunks, as the time left is; what was done before anybody looked makes no rate. None before there are two.
    string? Rate => _pace?.ItemsPerSecond is { } rate ? $"{Numbers.PerSecond(rate)} items/s" : null;

    TimeSpan? Left => _pace?.LeftByItems is { } left ? TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)) : null;

    string Done => $"{Numbers.Count(_state.Outcomes.Ended)} of {Numbers.Count(_state.Items)} items{(_state.Plan is null ? " so far" : "")}";
}
