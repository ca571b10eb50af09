using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Options;

/// <summary>An inventory to take objects from, instead of a listing.</summary>
sealed class InventoryFlags
{
    readonly Option<string> _from = Flags.Value("--from-inventory", "MANIFEST", "Take the objects from an S3 Inventory (its manifest.json; CSV or Parquet) or a list for S3 Batch Operations (.csv; where it names a version, that one), instead of listing.");
    readonly Option<string> _maxAge = Flags.Value("--max-inventory-age", "AGE", "Refuse an inventory that is older, such as 2d.");

    Inventory? _read;
    bool _isRead;

    /// <summary>The options, for the group that says what is acted on.</summary>
    public IReadOnlyList<Option> Options => [_from, _maxAge];

    /// <summary>The inventory itself.</summary>
    public Option From => _from;

    /// <summary>True when objects come from an inventory.</summary>
    public bool IsGiven(CommandLine line) => line.Has(_from);

    /// <summary>A source whose objects come from the inventory; the source itself when there is none. What is wrong is told to the line.</summary>
    public Location Wrap(CommandLine line, Location source) => Read(line) is not { } inventory ? source : new InventoryLocation(source, inventory);

    /// <summary>Tells the line of what does not go together, before anything of it is read.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="names">Options that say what is there, too.</param>
    public void Check(CommandLine line, params IReadOnlyList<Option> names)
    {
        foreach (Option option in names)
            line.Exclude(_from, option, $"--from-inventory and {option.Name} exclude each other: both say what is there.");
        line.Expect(line.Has(_from), "--max-inventory-age is that of an inventory; it needs --from-inventory.", _maxAge);
    }

    /// <summary>Reads the manifests of inventories before a command begins. Throws as <see cref="InventoryLocation.Open(S3ClientFactory, TimeProvider, CancellationToken)"/> does.</summary>
    public static void Open(Session session, ClientDefaults connection, IEnumerable<Location> sources)
    {
        InventoryLocation[] inventories = [.. sources.OfType<InventoryLocation>()];
        if (inventories.Length == 0)
            return;
        using S3ClientFactory? own = session.Host is null ? session.OpenClients(connection) : null;
        foreach (InventoryLocation inventory in inventories)
            inventory.Open(own ?? session.Host!.Clients, session.Clock, session.Stop);
    }

    Inventory? Read(CommandLine line)
    {
        // Of several sources, one inventory.
        if (_isRead || line.Text(_from) is not { } text)
            return _read;
        _isRead = true;
        TimeSpan? most = null;
        if (line.Text(_maxAge) is { } age)
        {
            if (TimeArgument.TryParseAge(age, out TimeSpan time, out _))
                most = time;
            else
                line.Problem($"--max-inventory-age {DisplayText.Of(age)}: give an age such as 12h or 2d.");
        }
        if (!LocationParser.TryParse(text, out Location manifest, out string problem))
            line.Problem(problem);
        else if (manifest.IsStream || !text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            line.Problem($"--from-inventory {DisplayText.Of(text)}: give the manifest.json of an inventory, or a list that ends in .csv.");
        else
            _read = new Inventory(manifest) { MaxAge = most };
        return _read;
    }
}
