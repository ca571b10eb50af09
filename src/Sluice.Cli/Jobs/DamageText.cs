using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs;

namespace Sluice.Cli.Jobs;

/// <summary>What of a job cannot be read, in sentences, each with the way out.</summary>
static class DamageText
{
    const int MostNames = 3;

    /// <summary>A sentence for each kind of damage, and what to do about it.</summary>
    /// <param name="damage">What cannot be read.</param>
    /// <param name="place">Where the job is, as a shell reads it.</param>
    /// <param name="job">What it is.</param>
    public static IReadOnlyList<(string Sentence, string WayOut)> Of(IReadOnlyCollection<JobDamage> damage, string place, JobDefinition job)
    {
        List<(string, string)> all = [];
        foreach (JobDamageKind kind in Enum.GetValues<JobDamageKind>())
        {
            JobDamage[] some = [.. damage.Where(one => one.Kind == kind)];
            if (some.Length > 0)
                all.Add((Sentence(kind, some), WayOut(kind, place, job)));
        }
        return all;
    }

    /// <summary>The same of a job as it was looked at; also of items that nothing accounts for.</summary>
    public static IReadOnlyList<(string Sentence, string WayOut)> Of(JobState state, string place)
    {
        if (!state.IsDamaged || state.Damage.Count > 0)
            return Of(state.Damage, place, state.Job);
        long lost = Math.Abs(state.Pending);
        string what = state.Pending > 0 ? $"{(lost == 1 ? "has" : "have")} no outcome: chunks, or what seals them, are gone" : $"{(lost == 1 ? "is one" : "are")} too many: files of something else are among the job's";
        return [($"All chunks that the store has are sealed, and {Numbers.Count(lost, "item")} {what}.", $"Where a 'sluice job retry' was interrupted, the same command goes on: sluice job retry {place}. Else sluice verify SOURCE DESTINATION says what is not there.")];
    }

    /// <summary>How to go on where chunks themselves are lost.</summary>
    public static string WayOutOfLostChunks(string place, JobDefinition job) => WayOut(JobDamageKind.Chunk, place, job);

    static string Sentence(JobDamageKind kind, JobDamage[] some)
    {
        string names = $"{string.Join(", ", some.Take(MostNames).Select(static one => DisplayText.Of(one.Chunk)))}{(some.Length > MostNames ? ", …" : "")}";
        string of = some.Length == 1 ? $"of chunk {names}" : $"of {Numbers.Count(some.Length)} chunks ({names})";
        string items = some.Sum(static one => one.Items ?? 0) is > 0 and var count && Array.TrueForAll(some, static one => one.Items is not null) ? $"{Numbers.Count(count, "item")} of {(some.Length == 1 ? "it" : "them")}" : $"{(some.Length == 1 ? "its" : "their")} items";
        return kind switch
        {
            JobDamageKind.Chunk => some.Length == 1 ? $"Chunk {names} cannot be read: which items it has is not known." : $"{Numbers.Count(some.Length)} chunks ({names}) cannot be read: which items they have is not known.",
            JobDamageKind.Seal => $"{(some.Length == 1 ? "The seal" : "The seals")} {of} cannot be read: what became of {items} is not known.",
            JobDamageKind.LostSeal => $"{(some.Length == 1 ? "The seal" : "The seals")} {of} {(some.Length == 1 ? "is" : "are")} gone, or not listed: what became of {items} is not known.",
            _ => $"The outcomes {of} cannot be read: no row tells of {items}.",
        };
    }

    static string WayOut(JobDamageKind kind, string place, JobDefinition job) => kind switch
    {
        JobDamageKind.Chunk => job.Words is ["inventory", ..] ? "Create the job anew, under another name." : $"'sluice job create NEW --since {place} -- ...' lists again, and takes all that is not known to be done.",
        JobDamageKind.LostSeal => $"'sluice job run {place}' does again what has no seal.",
        _ => $"'sluice job retry --damaged {place}' lets all of those items be done again.",
    };
}
