using System.CommandLine;

namespace Sluice.Cli.Options;

/// <summary>How a bucket is changed.</summary>
/// <param name="Diff">Say what changes.</param>
/// <param name="DryRun">Change nothing.</param>
/// <param name="Yes">Do not ask.</param>
/// <param name="MaxDelete">A lifecycle that removes more is asked for.</param>
sealed record SettingChange(bool Diff, bool DryRun, bool Yes, int MaxDelete);

/// <summary>The options of what changes buckets.</summary>
sealed class SettingFlags
{
    const int DefaultMaxDelete = 1000;

    readonly Option<bool> _diff = Flags.Switch("--diff", "Say in words what changes.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would change; change nothing.");
    readonly Option<bool> _yes = Flags.Switch("--yes", "Also what locks out, opens or removes, without asking.", "-y");
    readonly Option<string> _maxDelete = Flags.Value("--max-delete", "N", "A lifecycle that removes more objects and versions is asked for. Default: 1000.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("What to change", _diff, _dryRun, _yes, _maxDelete);

    /// <summary>Reads them.</summary>
    public SettingChange Read(CommandLine line) => new(line.Has(_diff), line.Has(_dryRun), line.Has(_yes), line.Number(_maxDelete, 0, int.MaxValue) ?? DefaultMaxDelete);
}
