using Sluice.Failures;
using System.Globalization;
using System.CommandLine;
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
    readonly Option<string> _range = Flags.Value("--range", "A-B", "Of one object these bytes, from 0, B counted too: 0-99, 100- to the end, -500 for the last 500.");

    /// <summary>Declares the command.</summary>
    public CatVerb() : base("cat", "Write objects to stdout, verified.", "[options] s3://BUCKET/KEY...") =>
        Declare(new("What to write", [_past.Option, _range, .. _locations.Meanings]), _engine.Group, _sse.ReadGroup, _output.CatGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Large objects are fetched in parts, in parallel, and written in order. Bytes that disagree with the
        object's checksum were already printed when that is known: the exit code is then 4. Of a part (--range) no
        checksum tells whether it is right; its length is compared.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice cat s3://logs/today.log | grep ERROR", "search an object"),
        new("sluice cat s3://backup/shop.sql.gz | gunzip | psql shop", "restore without a temporary file"),
        new("sluice cat --range 0-1023 s3://backup/shop.sql.gz | file -", "its first bytes"),
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
        DateTimeOffset? at = _past.Read(line, _range);
        SliceReading? slice = ReadRange(line, targets);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        SseCustomerKey? key = _sse.ReadKey(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: false).Make(targets) is { } end)
                return end;
            if (slice is not null && targets[0].InStore is { } one && Glob.FirstWildcard(one) >= 0)
            {
                session.Errors.PrintSentence($"{one}: --range is of one object; a wildcard may match many.");
                return ExitCode.Usage;
            }
            if (slice is not null)
                return new TransferCommand(session, engine, connection).Read(new ObjectOperationRequest { Targets = targets, Operation = slice with { Output = session.OutputStream, CustomerKey = key } }, static _ => { });
            CopyRequest request = new() { Sources = [.. targets.Select(target => PastFlag.Wrap(target, at))], Destination = new StreamLocation(), SourceCustomerKey = key };
            return new TransferCommand(session, engine, connection).Write(request);
        })
        { OnlyReads = true };
    }

    // RFC 9110, 14.1.2: first and last byte, the rest, or a suffix.
    SliceReading? ReadRange(Options.CommandLine line, List<Location> targets)
    {
        if (line.Text(_range) is not { } text)
            return null;
        if (targets.Count > 1 || targets is [{ InStore: null }])
            line.Problem("--range is of one object in a bucket.");
        else if (targets is [{ InStore: { IsLiteral: false, Key.IsEmpty: false } prefix }] && prefix.Key.Bytes[^1] == '/')
            line.Problem($"--range is of one object; {prefix} is a prefix.");
        string[] bounds = text.Split('-');
        long first = 0, last = 0;
        bool isRange = bounds.Length == 2 && (bounds[0].Length > 0 || bounds[1].Length > 0)
            && (bounds[0].Length == 0 || long.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out first))
            && (bounds[1].Length == 0 || long.TryParse(bounds[1], NumberStyles.None, CultureInfo.InvariantCulture, out last));
        if (!isRange || bounds[0].Length > 0 && bounds[1].Length > 0 && last < first)
        {
            line.Problem($"--range {DisplayText.Of(text)}: write the first and the last byte, such as 0-99, 100- or -500.");
            return null;
        }
        SliceReading slice = new() { Output = Stream.Null };
        return bounds[0].Length == 0 ? slice with { LastBytes = last } : slice with { First = first, Last = bounds[1].Length == 0 ? null : last };
    }
}
