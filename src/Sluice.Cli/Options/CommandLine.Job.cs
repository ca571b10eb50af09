using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Cli.Options;

// Of a command that a job is made of, or whose chunk is run.
sealed partial class CommandLine
{
    /// <summary>What takes the place of a source; null for the source itself. Of a command that is a job's, whose chunks are run one by one.</summary>
    public Func<Location, Location>? Source { get; init; }

    /// <summary>Told of the place that the command writes to; null for nobody. Of a command that is a job's, which must not lie within it.</summary>
    public Action<Location>? Destination { get; init; }

    /// <summary>Told of the list of names that the command is to act on; null for nobody. Of a command that a job is made of.</summary>
    public Action<NameList>? Names { get; init; }
}
