using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Inventories;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice inventory</c>: writes a listing as S3 Inventory writes it.</summary>
sealed class InventoryVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _out = Flags.Value("--out", "LOCATION", "Where it goes: a bucket, a prefix or a directory. It lies below SOURCE-BUCKET/ID/ there.");
    readonly Option<string> _format = Flags.Value("--format", "FORM", "parquet (default) or csv, in gzip.");
    readonly Option<bool> _versions = Flags.Switch("--versions", "All versions and delete markers, of a bucket that keeps versions: columns VersionId, IsLatest and IsDeleteMarker.");
    readonly Option<string> _id = Flags.Value("--id", "NAME", "Tells it from other inventories of the bucket. Default: sluice.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show where it would go; list and write nothing.");

    /// <summary>Declares the command.</summary>
    public InventoryVerb() : base("inventory", "List a bucket into files, as S3 Inventory does.", "[options] s3://BUCKET[/PREFIX] --out LOCATION") =>
        Declare(new("What to write", _out, _format, _versions, _id, _dryRun), _output.QuietGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<NamedVerb> Nested => [new("diff", static () => new InventoryDiffVerb())];

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Data files in the order of their keys, then manifest.json, which is written last and only when the
        listing was complete. Athena, DuckDB and S3 Batch Operations (csv) read it, and so does
        --from-inventory. In constant memory; killed and run again within a day it goes on.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice inventory s3://album/ --out s3://inventories/", "all of a bucket, as Parquet"),
        new("sluice inventory s3://album/2026/ --id 2026 --format csv --out inventories/", "a prefix, into a directory"),
        new("sluice inventory diff old/manifest.json new/manifest.json", "what was added, removed, changed"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        InventoryRequest? request = ReadRequest(line);
        ClientDefaults connection = _connection.Read(line);
        bool dryRun = line.Has(_dryRun);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            InventoryWriter writer = new(clients, session.Clock);
            if (dryRun)
            {
                Location place = writer.PlaceOf(request!);
                if (session.Settings.Json)
                    session.Output.WriteLine(JsonLines.Line(new InventoryPlanRecord(request!.Source.ToString()!, place.ToString()!), JsonLines.Readable.InventoryPlanRecord));
                else
                    session.Output.WriteLine($"(dry run) {request!.Source} -> {place}");
                return ExitCode.Done;
            }
            UnfinishedRuns.Tell(session, line, own: null);
            long told = session.Clock.GetTimestamp();
            InventoryReport report = writer.Write(request! with
            {
                OnListed = objects =>
                {
                    if (session.Settings.Quiet || session.Clock.GetElapsedTime(told) < TimeSpan.FromSeconds(1))
                        return;
                    told = session.Clock.GetTimestamp();
                    session.Errors.Note($"{Numbers.Count(objects, "object")} listed");
                },
            }, session.Stop);
            ListingNotices.Tell(session, clients);
            Tell(session, report);
            return ExitCode.Done;
        });
    }

    /// <summary>The inventory that a line asks for; null, and the line knows what is wrong, for none.</summary>
    public InventoryRequest? ReadRequest(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        Location? source = null, place = null;
        if (line.Only(operands, "Say what to list: sluice inventory s3://BUCKET/ --out LOCATION.", "One bucket or prefix at a time.") is { } only && !LocationParser.TryParse(only, out source, out string problem))
            line.Problem(problem);
        if (line.Text(_out) is not { Length: > 0 } text)
            line.Problem("Say where it goes: --out LOCATION.");
        else if (!LocationParser.TryParse(text, out place, out string wrong))
            line.Problem(wrong);
        InventoryFormat format = line.Choice(_format, InventoryFormat.Parquet, ("parquet", InventoryFormat.Parquet), ("csv", InventoryFormat.Csv));
        if (source is not null)
            line.Source?.Invoke(source);
        if (place is not null)
            line.Destination?.Invoke(place);
        InventoryRequest? request = source is null || place is null ? null : new InventoryRequest(source, place) { Format = format, Versions = line.Has(_versions), Id = line.Text(_id) ?? "sluice" };
        foreach (string slip in request?.Problems() ?? [])
            line.Problem(slip);
        return request;
    }

    static void Tell(Session session, InventoryReport report)
    {
        if (session.Settings.Json)
        {
            session.Output.WriteLine(JsonLines.Line(new InventoryRecord(report.Manifest.ToString()!, report.Created, report.Objects, KnownBytes.Of(report.Bytes, report.Unsized, report.Objects), report.Files, report.Resumed) { Unsized = KnownBytes.Count(report.Unsized) }, JsonLines.Readable.InventoryRecord));
            return;
        }
        if (report.Resumed > 0 && !session.Settings.Quiet)
            session.Errors.Note($"Went on behind {Numbers.Count(report.Resumed, "object")} that an earlier run had listed.");
        session.Output.WriteLine($"{report.Manifest}: {Numbers.Count(report.Objects, "object")}, {KnownBytes.Text(report.Bytes, report.Unsized, report.Objects)}, in {Numbers.Count(report.Files, "file")}.");
    }
}
