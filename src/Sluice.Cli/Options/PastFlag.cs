using System.CommandLine;
using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Options;

/// <summary><c>--at</c>: a source as it was at an earlier time, of a bucket that keeps versions.</summary>
sealed class PastFlag(TimeProvider? clock = null)
{
    readonly Option<string> _at = Flags.Value("--at", "TIME", "As it was then, of a bucket that keeps versions: a time, or an age such as 2h.");

    /// <summary>The option.</summary>
    public Option Option => _at;

    /// <summary>The time; null when it was not given. Tells the line of what does not go together, before the others are read.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="others">Options that say what is there, too.</param>
    public DateTimeOffset? Read(CommandLine line, params IReadOnlyList<Option> others)
    {
        Check(line, others);
        if (line.Text(_at) is not { } text)
            return null;
        if (line.Source is not null)
            line.Problem("--at is not for jobs: a chunk names objects, not their versions.");
        if (TimeArgument.TryParsePast(text, clock ?? TimeProvider.System, out DateTimeOffset time, out string problem))
            return time;
        line.Problem($"--at {DisplayText.Of(text)}: {problem}");
        return null;
    }

    /// <summary>Tells the line of what does not go together, before anything of it is read.</summary>
    public void Check(CommandLine line, params IReadOnlyList<Option> others)
    {
        foreach (Option option in others)
            line.Exclude(_at, option, $"--at and {option.Name} exclude each other.");
    }

    /// <summary>True for an age: the same command means another time later, and cannot go on where it was.</summary>
    public bool IsRelative(CommandLine line) => line.Text(_at) is { } text && TimeArgument.IsRelative(text);

    /// <summary>Sources as they were; themselves when no time was given. What is in no store has no past, and is told of.</summary>
    public static Location Wrap(Location source, DateTimeOffset? at) => at is null ? source
        : source is { FilePath: null, InStore: { } place } ? new VersionedLocation(place, at)
        : throw new ArgumentException($"--at: only a store knows what was there; {source} is in none.");
}
