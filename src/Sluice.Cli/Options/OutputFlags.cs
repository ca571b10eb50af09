using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Options;

/// <summary>What is printed, and how.</summary>
sealed class OutputFlags
{
    static readonly string[] ProgressWords = ["auto", "bar", "lines", "json", "none"];
    static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(0.1), LongestInterval = TimeSpan.FromHours(1);

    readonly Option<bool> _json = Flags.Switch("--json", "One JSON object a line on stdout.");
    readonly Option<bool> _quiet = Flags.Switch("--quiet", "Only errors.", "-q", "--only-show-errors");
    readonly Option<bool> _verbose = Flags.Switch("--verbose", "Also a line for every item that is done.", "-v");
    readonly Option<bool> _noProgress = Flags.Switch("--no-progress", "No progress while running: --progress none.");
    readonly Option<string> _progress = Flags.Value("--progress", "HOW", "On stderr: auto (a bar on a terminal, else lines), bar, lines (with their time), json or none.", ProgressWords);
    readonly Option<string> _interval = Flags.Value("--progress-interval", "TIME", "Between two lines of progress, 0.1s to 1h. Default: 5s.");
    readonly Option<bool> _utc = Flags.Switch("--utc", "Times in UTC instead of the zone of this machine.");
    readonly Option<string> _color = Flags.Value("--color", "WHEN", "auto, always or never. NO_COLOR is honoured.", "auto", "always", "never");

    /// <summary>JSON on stdout.</summary>
    public Option Json => _json;

    /// <summary>A line for every item.</summary>
    public Option Verbose => _verbose;

    /// <summary>The options of commands that move or remove items.</summary>
    public OptionGroup RunGroup => new("Output", _json, _quiet, _verbose, _progress, _interval, _noProgress, _utc, _color);

    /// <summary>The options of commands that show something.</summary>
    public OptionGroup ShowGroup => new("Output", _json, _utc, _color);

    /// <summary>The options of commands that show something which takes long.</summary>
    public OptionGroup LongShowGroup => new("Output", _json, _progress, _interval, _noProgress, _utc, _color);

    /// <summary>The options of commands that do one thing and say so.</summary>
    public OptionGroup QuietGroup => new("Output", _json, _quiet, _color);

    /// <summary>The options of commands that do one thing and say until when.</summary>
    public OptionGroup TimedGroup => new("Output", _json, _quiet, _utc, _color);

    /// <summary>The options of a command whose stdout is not ours.</summary>
    public OptionGroup CatGroup => new("Output", _quiet, _color);

    /// <summary>The options of the demonstration.</summary>
    public OptionGroup DemoGroup => new("Output", _json, _progress, _interval, _noProgress, _color);

    /// <summary>The options of a command that measures.</summary>
    public OptionGroup BenchGroup => new("Output", _json, _quiet, _progress, _interval, _noProgress, _utc, _color);

    /// <summary>Reads them.</summary>
    public OutputSettings Read(CommandLine line)
    {
        line.Exclude(_quiet, _verbose, "--quiet and --verbose exclude each other.");
        return new OutputSettings(
            Json: line.Has(_json),
            Quiet: line.Has(_quiet),
            Verbose: line.Has(_verbose),
            Progress: Progress(line),
            Color: line.Choice(_color, ColorChoice.Auto, ("auto", ColorChoice.Auto), ("always", ColorChoice.Always), ("never", ColorChoice.Never)))
        {
            ProgressInterval = Interval(line) ?? new OutputSettings().ProgressInterval,
            Utc = line.Has(_utc),
        };
    }

    ProgressChoice Progress(CommandLine line)
    {
        line.Exclude(_noProgress, _progress, "--no-progress is --progress none; give one of the two.");
        ProgressChoice asked = line.Choice(_progress, ProgressChoice.Auto, ("auto", ProgressChoice.Auto), ("bar", ProgressChoice.Bar), ("lines", ProgressChoice.Lines), ("json", ProgressChoice.Json), ("none", ProgressChoice.None));
        return line.Has(_noProgress) || line.Has(_quiet) && !line.Has(_progress) ? ProgressChoice.None : asked;
    }

    TimeSpan? Interval(CommandLine line)
    {
        if (line.Text(_interval) is not { } text)
            return null;
        if (Age.TryParse(text, out TimeSpan interval) && interval >= ShortestInterval && interval <= LongestInterval)
            return interval;
        line.Problem($"--progress-interval {DisplayText.Of(text)}: write a time from 0.1s to 1h, such as 5s or 1m.");
        return null;
    }
}
