using Sluice.Sync;

namespace Sluice.Tests.Model;

/// <summary>Which way a sync of the model goes.</summary>
public enum Way
{
    /// <summary>Files to objects.</summary>
    Up,
    /// <summary>Objects to files.</summary>
    Down,
    /// <summary>Objects to objects.</summary>
    Across,
}

/// <summary>One change of one side.</summary>
/// <param name="OnSource">Of the source; else of the destination.</param>
/// <param name="Name">Index of the name.</param>
/// <param name="Length">Bytes of the new content; negative removes.</param>
public sealed record Edit(bool OnSource, int Name, int Length);

/// <summary>What is done in one case: rounds of edits with a sync behind each.</summary>
public sealed record SyncCase(Way Way, Edit[][] Rounds, SyncComparison Comparison, bool Delete, bool DeleteExcluded, bool Filter, int? MaxDelete, bool Backup, bool Faults)
{
    public override string ToString() =>
        $"{Way} {Comparison} delete={Delete}/{DeleteExcluded} filter={Filter} max={MaxDelete} backup={Backup} faults={Faults}: "
        + string.Join(" | ", Rounds.Select(static round => string.Join(' ', round.Select(static edit => $"{(edit.OnSource ? 's' : 'd')}{edit.Name}:{edit.Length}"))));
}
