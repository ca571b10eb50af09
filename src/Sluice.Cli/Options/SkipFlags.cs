using System.CommandLine;
using Sluice.Trees.Local;

namespace Sluice.Cli.Options;

/// <summary>What of local trees is left out instead of being a failure.</summary>
sealed class SkipFlags
{
    readonly Option<bool> _unreadable = Flags.Switch("--skip-unreadable", "Leave out files and directories that may not be read; they count as skipped.");
    readonly Option<bool> _links = Flags.Switch("--skip-links", "Leave out symbolic links; with --follow-links only those that lead nowhere or in a circle.");
    readonly Option<bool> _special = Flags.Switch("--skip-special", "Leave out pipes, sockets and devices.");
    readonly Option<bool> _append = Flags.Switch("--append-ok", "Of a file that grows meanwhile (a log), upload what was there at the start, verified. mv does not remove it.");

    /// <summary>The options of a comparison.</summary>
    public IReadOnlyList<Option> Options => [_unreadable, _links, _special];

    /// <summary>Symbolic links.</summary>
    public Option Links => _links;

    /// <summary>Whether files may grow, for what uploads them.</summary>
    public Option Append => _append;

    /// <summary>What is left out.</summary>
    public LocalSkip Read(CommandLine line) =>
        (line.Has(_unreadable) ? LocalSkip.Unreadable : LocalSkip.None) | (line.Has(_links) ? LocalSkip.Links : LocalSkip.None) | (line.Has(_special) ? LocalSkip.Special : LocalSkip.None);

    /// <summary>True when files may grow while they are sent.</summary>
    public bool ReadAppend(CommandLine line) => line.Has(_append);
}
