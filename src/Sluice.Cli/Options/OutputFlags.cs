using System.CommandLine;
using Sluice.Cli.Output;

namespace Sluice.Cli.Options;

/// <summary>What is printed, and how.</summary>
sealed class OutputFlags
{
    readonly Option<bool> _json = Flags.Switch("--json", "One JSON object a line on stdout.");
    readonly Option<bool> _quiet = Flags.Switch("--quiet", "Only errors.", "-q");
    readonly Option<bool> _verbose = Flags.Switch("--verbose", "Also a line for every item that is done.", "-v");
    readonly Option<bool> _noProgress = Flags.Switch("--no-progress", "No progress while running.");
    readonly Option<string> _color = Flags.Value("--color", "WHEN", "auto, always or never. NO_COLOR is honoured.", "auto", "always", "never");

    /// <summary>The options of commands that move or remove items.</summary>
    public OptionGroup RunGroup => new("Output", _json, _quiet, _verbose, _noProgress, _color);

    /// <summary>The options of commands that show something.</summary>
    public OptionGroup ShowGroup => new("Output", _json, _color);

    /// <summary>The options of commands that do one thing and say so.</summary>
    public OptionGroup QuietGroup => new("Output", _json, _quiet, _color);

    /// <summary>The options of a command whose stdout is not ours.</summary>
    public OptionGroup CatGroup => new("Output", _quiet, _color);

    /// <summary>The options of the demonstration.</summary>
    public OptionGroup DemoGroup => new("Output", _json, _noProgress, _color);

    /// <summary>The options of a command that measures.</summary>
    public OptionGroup BenchGroup => new("Output", _json, _quiet, _noProgress, _color);

    /// <summary>Reads them.</summary>
    public OutputSettings Read(CommandLine line)
    {
        if (line.Has(_quiet) && line.Has(_verbose))
            line.Problem("--quiet and --verbose exclude each other.");
        return new OutputSettings(
            Json: line.Has(_json),
            Quiet: line.Has(_quiet),
            Verbose: line.Has(_verbose),
            Progress: !line.Has(_noProgress) && !line.Has(_quiet),
            Color: line.Choice(_color, ColorChoice.Auto, ("auto", ColorChoice.Auto), ("always", ColorChoice.Always), ("never", ColorChoice.Never)));
    }
}
