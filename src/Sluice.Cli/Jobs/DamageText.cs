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
