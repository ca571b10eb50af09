using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Sync;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Cli.Commands;

/// <summary>What is particular to a sync.</summary>
sealed class SyncFlags
{
    readonly Option<bool> _sizeOnly = Flags.Switch("--size-only", "Equal sizes are enough; times are not looked at.");
    readonly Option<bool> _checksum = Flags.Switch("--checksum", "Compare contents by checksum instead of times.");
    readonly Option<bool> _followLinks = Flags.Switch("--follow-links", "Also enter directories that are symbolic links; loops are found.");
    readonly ConditionFlags _condition = new();
    readonly PreserveFlags _preserve = new();
    readonly SkipFlags _skip = new();
    readonly NameListFlags _names = new("both sides");
    readonly InventoryFlags _inventory = new();
    readonly PastFlag _past = new();
    readonly Option<bool> _delete = Flags.Switch("--delete", "Remove what the source does not have, at the end and only if every copy arrived.");
    readonly Option<string> _maxDelete = Flags.Value("--max-delete", "N|P%", "Remove nothing at all when more than this would go.");
    readonly Option<bool> _deleteExcluded = Flags.Switch("--delete-excluded", "Also remove what the filters leave out.");
    readonly Option<bool> _allowEmpty = Flags.Switch("--allow-empty-source", "Let an empty source empty the destination.");
    readonly Option<string> _backup = Flags.Value("--backup-prefix", "LOCATION", "Keep what is overwritten or removed there, under its name.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be done; write nothing.");
    readonly Option<string> _planOut = Flags.Value("--plan-out", "FILE", "With --dry-run: write the plan to a file, to be looked at and carried out.");
    readonly Option<string> _plan = Flags.Value("--plan", "FILE", "Carry out a plan, exactly; what was changed since is left alone.");

    /// <summary>How items are compared.</summary>
    public OptionGroup CompareGroup => new("What counts as changed", [_sizeOnly, _checksum, _condition.NoClobber, _followLinks, .. _skip.Options, _skip.Append, _preserve.Option]);

    /// <summary>What happens to what the source does not have.</summary>
    public OptionGroup RemoveGroup => new("Removing", _delete, _maxDelete, _deleteExcluded, _allowEmpty, _backup);

    /// <summary>What is looked at.</summary>
    public IReadOnlyList<Option> NameOptions => [.. _names.Options, .. _inventory.Options, _past.Option];

    /// <summary>True when that is counted from now.</summary>
    public bool IsPastRelative(Options.CommandLine line) => _past.IsRelative(line);

    /// <summary>When the source is meant; null for now.</summary>
    public DateTimeOffset? Past(Options.CommandLine line) => _past.Read(line);

    /// <summary>What may list the source.</summary>
    public InventoryFlags Inventory => _inventory;

    /// <summary>Said to whoever may take -n for a dry run, as make and rsync have it; null where that cannot be meant.</summary>
    public string? Mistaken(Options.CommandLine line) => line.IsTypedAs(_condition.NoClobber, "-n") && !line.Has(_dryRun)
        ? "-n is --no-clobber: what has its name at the destination stays, and the rest is copied. A dry run is --dry-run." : null;

    /// <summary>Looking first.</summary>
    public OptionGroup PlanGroup => new("Looking first", _dryRun, _planOut, _plan);

    /// <summary>True when what the source does not have is removed.</summary>
    public bool Removes(Options.CommandLine line) => line.Has(_delete);

    /// <summary>The plan to carry out; null for none. What a plan has decided already cannot be asked for again. Before anything else is read.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="others">Options besides those of a sync that a plan has decided.</param>
    public string? Plan(Options.CommandLine line, params IReadOnlyList<Option> others)
    {
        foreach (Option option in (IEnumerable<Option>)[_sizeOnly, _checksum, _condition.NoClobber, _followLinks, .. _skip.Options, _preserve.Option, _delete, _maxDelete, _deleteExcluded, _allowEmpty, _backup, _dryRun, _planOut, .. NameOptions, .. others])
            line.Exclude(_plan, option, $"{option.Name} was decided when the plan was made; it cannot be given with --plan.");
        string? plan = line.Text(_plan);
        if (plan is null)
            Check(line);
        return plan;
    }

    /// <summary>Tells the line of what does not go together, before anything of it is read.</summary>
    public void Check(Options.CommandLine line)
    {
        _past.Check(line, [.. _names.Options, .. _inventory.Options, _planOut]);
        line.Exclude(_sizeOnly, _checksum, "--size-only and --checksum exclude each other.");
        _inventory.Check(line, _names.Options);
        line.Exclude(_inventory.From, _delete, "--from-inventory and --delete exclude each other: what an inventory does not have may be there all the same.");
        foreach (Option option in (IEnumerable<Option>)[_maxDelete, _deleteExcluded])
            line.Expect(line.Has(_delete), $"{option.Name} says how to remove; it needs --delete.", option);
        line.Expect(line.Has(_dryRun), "--plan-out needs --dry-run: the plan is what a dry run finds.", _planOut);
    }

    /// <summary>True when files may grow while they are sent.</summary>
    public bool AppendOk(Options.CommandLine line) => _skip.ReadAppend(line);

    /// <summary>A limit of removals; null when none was given, or the line was told what is wrong with it.</summary>
    public static DeletionLimit? ReadLimit(Options.CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return null;
        if (DeletionLimit.TryParse(text, out DeletionLimit limit, out string problem))
            return limit;
        line.Problem($"{option.Name}: {problem}");
        return null;
    }

    /// <summary>Reads the options of a sync into a request.</summary>
    public SyncRequest Read(Options.CommandLine line, LocationReader locations, Location source, Location destination)
    {
        DeletionLimit? limit = ReadLimit(line, _maxDelete);
        if (line.Has(_dryRun) && line.Text(_planOut) is { } plan)
            NewFile.Check(line, "--plan-out", plan, "remove it, or name another");
        return new SyncRequest
        {
            Source = source,
            Destination = destination,
            Comparison = line.Has(_sizeOnly) ? SyncComparison.SizeOnly : line.Has(_checksum) ? SyncComparison.Checksum : SyncComparison.SizeAndTime,
            // Always, and not only when it is asked for: the next sync compares it.
            Preserve = _preserve.Read(line, Preserve.Time),
            Names = _names.Read(line),
            FollowDirectoryLinks = line.Has(_followLinks),
            Skips = _skip.Read(line),
            AppendOk = _skip.ReadAppend(line),
            NoClobber = _condition.ReadNoClobber(line),
            Delete = line.Has(_delete),
            DeleteExcluded = line.Has(_deleteExcluded),
            MaxDelete = limit,
            AllowEmptySource = line.Has(_allowEmpty),
            Backup = line.Text(_backup) is { } backup ? locations.ReadDestination(line, backup) : null,
            DryRun = line.Has(_dryRun),
            PlanFile = line.Text(_planOut),
        };
    }
}
