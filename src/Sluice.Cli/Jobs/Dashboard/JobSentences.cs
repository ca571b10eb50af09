using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Jobs.Watching;

namespace Sluice.Cli.Jobs.Dashboard;

/// <summary>How a sentence is meant.</summary>
enum SentenceTone
{
    /// <summary>Neither good nor bad.</summary>
    Plain,

    /// <summary>All is well.</summary>
    Good,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Bad,
}

/// <summary>A sentence about a job.</summary>
/// <param name="Text">It.</param>
/// <param name="Tone">How it is meant.</param>
/// <param name="Label">What it is about.</param>
sealed record JobSentence(string Text, SentenceTone Tone, string Label = "What failed");

/// <summary>A job in two sentences: what failed, and what limits. Both follow from what the store says, and neither says more than that.</summary>
static class JobSentences
{
    /// <summary>What failed.</summary>
    public static JobSentence Failed(JobView view)
    {
        OutcomeCounts found = view.State.Outcomes;
        if (view.State.IsDamaged && view.State.Damage.Count == 0)
            return new($"The job is damaged: all chunks that its store has are sealed, and {Numbers.Count(Math.Abs(view.State.Pending), "object")} {(view.State.Pending > 0 ? "have no outcome" : "are too many")}.", SentenceTone.Bad);
        if (found.Ended == 0)
            return new("Nothing has failed, and nothing is done yet.", SentenceTone.Plain);
        if (found.NotArrived == 0)
        {
            string ended = found.Ended == view.State.Items ? found.Ended == 1 ? "the one object is" : $"all {Numbers.Count(found.Ended, "object")} are" : $"{Numbers.Count(found.Ended, "object")} of {Numbers.Count(view.State.Items)} {(found.Ended == 1 ? "is" : "are")}";
            string all = $"{ended} done{(found.Skipped > 0 ? $" or left out ({Numbers.Count(found.Skipped)} of them)" : "")}";
            if (view.State.Unverified is > 0 and var unproved)
                all += $", {Numbers.Count(unproved)} of them {RunSummary.Unproved}";
            // Names are no proof of what seals say.
            return view.State.Damage.Count > 0 ? new($"Nothing is known to have failed: {all}.", SentenceTone.Warning)
                : view.State.ReadSeals < view.State.SealedChunks ? new($"Nothing has failed as far as names of seals tell, of which {Numbers.Count(view.State.ReadSeals)} of {Numbers.Count(view.State.SealedChunks)} are read: {all}.", SentenceTone.Plain)
                : new($"Nothing has failed: {all}.", view.State.Unverified > 0 ? SentenceTone.Warning : SentenceTone.Good);
        }
        (long Count, string Many, string One)[] kinds =
        [
            (found.Failed, "failed", "failed"), (found.Denied, "were denied", "was denied"), (found.Quarantined, "are set apart", "is set apart"),
            (found.Missing, "were not there any more", "was not there any more"), (found.Changed, "had changed since they were listed", "had changed since it was listed"),
        ];
        (long Count, string Words)[] there = [.. kinds.Where(static kind => kind.Count > 0).OrderByDescending(static kind => kind.Count).Select(static kind => (kind.Count, kind.Count == 1 ? kind.One : kind.Many))];
        string whole = $"{Numbers.Count(found.NotArrived)} of {Numbers.Count(found.Ended, "object")} {(there.Length == 1 ? there[0].Words : "did not arrive: ")}";
        string told = there.Length == 1 ? whole : whole + string.Join(", ", there.Select(static kind => $"{Numbers.Count(kind.Count)} {kind.Words}"));
        string cause = view.Failures.Causes is [{ Code.Length: > 0 } first, ..] ? view.Failures.Causes.Count == 1 && view.Failures.ReadChunks == view.Failures.Chunks ? $"; the cause is {first.Code}" : $"; the most frequent cause is {first.Code}" : "";
        return new($"{told}{cause}.", SentenceTone.Bad);
    }

    /// <summary>What cannot be read, each with the way out.</summary>
    /// <param name="view">The job.</param>
    /// <param name="place">Its place as a shell reads it.</param>
    public static IEnumerable<JobSentence> Damage(JobView view, string place) =>
        DamageText.Of([.. view.State.Damage], place, view.State.Job).Select(static told => new JobSentence($"{told.Sentence} {told.WayOut}", SentenceTone.Bad, "What cannot be read"));

    /// <summary>What limits how fast it goes.</summary>
    /// <param name="view">The job.</param>
    /// <param name="place">Its place as a shell reads it.</param>
    public static JobSentence Limit(JobView view, string place)
    {
        TimeSpan lease = TimeSpan.FromSeconds(view.State.Job.LeaseSeconds);
        TimeSpan? silence = view.Pace.Last is { } last ? view.Now - last : null;
        if (view.State.IsBeingDeleted)
            return new($"{JobNext.BeingDeleted} {JobNext.AfterDelete(place)}", SentenceTone.Warning);
        if (view.State.IsCancelled)
            return new(view.State.Pending == 0 ? "The job was cancelled after everything was done." : $"The job is cancelled: {Numbers.Count(view.State.Pending, "object")} {(view.State.Pending == 1 ? "stays" : "stay")} pending, and workers begin no further chunk.", SentenceTone.Warning);
        if (view.State.IsOver)
            return new(view.Pace is { Began: { } began, Last: { } end } && end > began ? $"Nothing is left to do; from the first chunk sealed to the last it took {Numbers.Seconds(end - began)}." : "Nothing is left to do.", SentenceTone.Plain);
        if (view.State.IsStuck)
            return new("All that is left are chunks that no worker can read.", SentenceTone.Bad);
        if (view.Claimed == 0 && view.State.Job.Claim == "lease")
            return new(view.Expired > 0
                ? $"Nobody works: {Numbers.Count(view.Expired, "lease")} ran out, and no worker has taken {(view.Expired == 1 ? "it" : "them")} over. Start workers: sluice job run {place}."
                : $"Nobody works: no worker has a chunk. Start workers: sluice job run {place}.", SentenceTone.Bad);
        if (view.State.Job.Claim != "lease")
            return silence is not { } quiet ? new("No chunk is sealed yet; whether workers run is not told by the store, for this job's chunks are not claimed there.", SentenceTone.Plain)
                : quiet > Long(view, lease) ? new($"No chunk was sealed for {Numbers.Seconds(quiet)}: either chunks take that long, or no worker runs.", SentenceTone.Warning)
                : new($"{Numbers.Count(view.Free, "chunk")} {(view.Free == 1 ? "is" : "are")} left, the last one was sealed {Numbers.Seconds(quiet)} ago; more workers would make it faster while the stores keep up.", SentenceTone.Plain);
        if (view.State.Plan is null && view.Free <= view.Claimed)
            return new($"The listing of the source limits: it is not at its end, and only {Numbers.Count(view.Free, "chunk")} {(view.Free == 1 ? "waits" : "wait")} for a worker.", SentenceTone.Plain);
        if (view.Free == 0 && view.Expired > 0)
            return new($"{Numbers.Count(view.Expired, "chunk")} of dead workers {(view.Expired == 1 ? "waits" : "wait")} to be taken over; all others that are left are in hand.", SentenceTone.Warning);
        if (view.Free == 0)
            return new($"The tail limits: {(view.Claimed == 1 ? "the last chunk is" : $"the last {Numbers.Count(view.Claimed, "chunk")} are")} in hand, and more workers would not help.", SentenceTone.Plain);
        string died = view.Expired > 0 ? $" {Numbers.Count(view.Expired, "chunk")} of workers that fell silent will be taken over." : "";
        return new($"The number of workers limits: {Numbers.Count(view.Claimed, "chunk")} {(view.Claimed == 1 ? "is" : "are")} in hand, and {Numbers.Count(view.Free)} {(view.Free == 1 ? "waits" : "wait")} for a worker.{died}", view.Expired > 0 ? SentenceTone.Warning : SentenceTone.Plain);
    }

    // Ten times as long as chunks take to be sealed on average, and at least two leases.
    static TimeSpan Long(JobView view, TimeSpan lease) =>
        view.Pace is { Began: { } began, Last: { } last } && view.State.SealedChunks > 1 && (last - began) / view.State.SealedChunks * 10 is var usual && usual > lease * 2 ? usual : lease * 2;
}
