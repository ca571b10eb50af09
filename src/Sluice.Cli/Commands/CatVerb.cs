using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice cat</c>: writes objects to stdout, verified.</summary>
sealed class CatVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly SseFlags _sse = new();
    readonly PastFlag _past = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public CatVerb() : base("cat", "Write objects to stdout, verified.", "[options] s3://BUCKET/KEY...") =>
        Declare(new("What to write", [_past.Option, .. _locations.Meanings]), _engine.Group, _sse.ReadGroup, _output.CatGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Large objects are fetched in parts, in parallel, and written in order. Bytes that disagree with the
        object's checksum were already printed when that is known: the exit code is then 4.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice cat s3://logs/today.log | grep ERROR", "search an object"),
        new("sluice cat s3://backup/shop.sql.gz | gunzip | psql shop", "restore without a temporary file"),
        new("sluice cat --at 1h s3://config/app.yaml", "as it was an hour ago"),
        new("sluice cat 's3://logs/2026-11-*.log' > november.log", "several, in order of their keys"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        if (operands.Count == 0)
            line.Problem("Say which object: sluice cat s3://BUCKET/KEY.");
        bool isOpen = _locations.IsOpen(line);
        List<Location> targets = [];
        foreach (string operand in operands)
        {
            if (_locations.ReadShared(line, operand, takesVersions: true) is not { } target)
                continue;
            if (target.InStore is { Key.IsEmpty: true })
                line.Problem($"{target} is a bucket; say which object, or use a wildcard such as {target}*.");
            targets.Add(target);
        }
        DateTimeOffset? at = _past.Read(line);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        SseCustomerKey? key = _sse.ReadKey(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: false).Make(targets) is { } end)
                return end;
            CopyRequest request = new() { Sources = [.. targets.Select(target => PastFlag.Wrap(target, at))], Destination = new StreamLocation(), SourceCustomerKey = key };
            return new TransferCommand(session, engine, connection).Write(request);
        })
        { OnlyReads = true };
    }
}
