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
    RateMeter _rate = new();
    JobState _state = watch.State;
    TimeSpan? _left;
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
            (_state, _left) = (view.State, view.Pace.LeftByItems);
        }
        catch (Exception exception) when (exception is FailureException or OperationCanceledException)
        {
            // The workers tell what is wrong with the store.
        }
        _looked = clock.GetTimestamp();
        _rate.Add(_state.Outcomes.Ended, Elapsed);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<Piece>> Live(int width) =>
        [ProgressFrame.Fit([new("working", Tone.Good), new(Done), new($"{Numbers.PerSecond(_rate.PerSecond)} items/s", Tone.Strong), .. _left is { } left ? [new Piece($"{Numbers.Clock(left)} left")] : (Piece[])[], new(Numbers.Clock(Elapsed), Tone.Dim)], width)];

    /// <inheritdoc/>
    public override string Plain()
    {
        Sample();
        return $"{Numbers.Clock(Elapsed)}  working: {Done}, {Numbers.PerSecond(_rate.PerSecond)} items/s{(_left is { } left ? $", {Numbers.Clock(left)} left" : "")}";
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
            ObjectsPerSecond = Math.Round(_rate.PerSecond, 3),
            SecondsLeft = _left?.TotalSeconds,
        };
    }

    string Done => $"{Numbers.Count(_state.Outcomes.Ended)} of {Numbers.Count(_state.Items)} items{(_state.Plan is null ? " so far" : "")}";
}
