using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Watching;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>How far a job is, as a person reads it.</summary>
static class JobStatusText
{
    const string Reads = "'sluice job report' reads all";

    /// <summary>Its lines: a label, empty for the first line, and what it is the label of.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="state">How far it is.</param>
    /// <param name="pace">How fast; null where nothing more comes.</param>
    /// <param name="next">The job that goes on from it; null for none.</param>
    public static IReadOnlyList<(string Label, string Text)> Lines(Location place, JobState state, JobPace? pace, Location? next)
    {
        OutcomeCounts found = state.Outcomes;
        string stage = state.IsCancelled ? "cancelled" : state.IsDamaged ? "damaged" : next is not null && state.Pending > 0 ? "left to another" : state.IsOver ? "over" : state.Plan is null ? "still being created" : "under way";
        List<(string, string)> lines =
        [
            ("", $"{place} is {stage}: {DisplayText.Of(string.Join(' ', state.Job.Words))}"),
            ("chunks", $"{Numbers.Count(state.Chunks)} = {Numbers.Count(state.SealedChunks)} sealed + {Numbers.Count(state.Leases.Count)} claimed + {Numbers.Count(state.Chunks - state.SealedChunks - state.Leases.Count)} free"),
            ("ledger", $"{Numbers.Count(state.Items)} listed = {Parts(found)}{Numbers.Count(state.Pending)} pending"),
        ];
        if (state.Bytes is { } ended && (state.Plan?.Bytes ?? ended) > 0)
            lines.Add(("bytes", $"{ByteSize.Format(ended)} {(state.Plan is { } plan ? $"of {ByteSize.Format(plan.Bytes)} " : "")}sealed{(state.Plan?.Unsized > 0 ? $"; {Numbers.Count(state.Plan.Unsized.Value, "item")} of unknown size besides" : "")}"));
        if (state.Unverified > 0)
            lines.Add(("unverified", $"{Numbers.Count(state.Unverified.Value)} of those done, for nothing that the store told proves them"));
        if (state.SealedChunks > 0)
            lines.Add(("checked", Checked(state)));
        if (pace is not null && !state.IsOver && !state.IsStuck)
            lines.Add(("left", Left(state, pace)));
        if (next is not null)
            lines.Add(("next", $"{next} goes on from this job{(state.Pending > 0 ? ": what is pending here is for it, or for one after it, to do" : "")}"));
        else if (state is { IsOver: true, Job: { NamesHash: null, Words: ["cp" or "process", ..] } } && found.Missing + found.Changed is > 0 and long others)
            lines.Add(("later", $"{Numbers.Count(others)} gone or changed since the listing: 'sluice job create NAME --since {ShellLine.Join([place.ToString()!])} -- COMMAND' takes what is there then"));
        if (state.Leases.Count > 0)
            lines.Add(("leases", $"the oldest was renewed {Numbers.Seconds(state.Leases.Values.Max())} ago"));
        return lines;
    }

    // Names of rows are listed; what stands in them is not read.
    static string Checked(JobState state) => state.ReadSeals >= state.SealedChunks ? $"every seal is read; rows by their names, {Reads}"
        : $"{Numbers.Count(state.ReadSeals)} of {Numbers.Count(state.SealedChunks)} seals are read, all others and the rows by their names, {Reads}";

    static string Left(JobState state, JobPace pace) =>
        (pace.LeftByItems, pace.LeftByBytes) switch
        {
            ({ } items, { } bytes) => $"about {Numbers.Seconds(items)} by items, {Numbers.Seconds(bytes)} by bytes",
            ({ } items, null) => $"about {Numbers.Seconds(items)} by items, unknown by bytes",
            (null, { } bytes) => $"unknown by items, about {Numbers.Seconds(bytes)} by bytes",
            _ => $"unknown: {(state.Plan is null ? "the source is still being listed, or that has stopped: then the same 'sluice job create' goes on with it" : pace.ItemsPerSecond is null ? "two chunks have to be sealed first" : "nothing was sealed of late")}",
        };

    static string Parts(OutcomeCounts found)
    {
        (long Count, string Word)[] parts = [(found.Done, "done"), (found.Skipped, "skipped"), (found.Missing, "missing"), (found.Changed, "changed"), (found.Denied, "denied"), (found.Failed, "failed"), (found.Quarantined, "quarantined")];
        return string.Concat(parts.Where(static part => part.Count > 0 || part.Word == "done").Select(static part => $"{Numbers.Count(part.Count)} {part.Word} + "));
    }
}
