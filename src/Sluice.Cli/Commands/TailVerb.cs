using System.CommandLine;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice tail</c>: writes the end of an object to stdout.</summary>
sealed class TailVerb : Verb
{
    const long UsualLines = 10;

    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly SseFlags _sse = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _bytes = Flags.Value("--bytes", "SIZE", "So many bytes, such as 500 or 1MiB.");
    readonly Option<string> _lines = Flags.Value("--lines", "N", "So many lines. Default: 10.");

    /// <summary>Declares the command.</summary>
    public TailVerb() : base("tail", "Write the end of an object to stdout.", "[options] s3://BUCKET/KEY")
    {
        _bytes.Aliases.Add("-c");
        _lines.Aliases.Add("-n");
        Declare(new("What to write", [_bytes, _lines, .. _locations.Meanings]), _engine.LimitGroup, _sse.ReadGroup, _output.CatGroup, _connection.Group);
    }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Lines are looked for from the end on, in pieces of 64 KiB and more, so that only the end of a log is
        fetched; in constant memory. All of it is of one version of the object. Of a part no checksum tells whether
        it is right; its length is compared.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice tail -n 100 s3://logs/today.log", "the last 100 lines"),
        new("sluice tail -c 8 s3://backup/shop.sql.gz | xxd", "the last 8 bytes"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        line.ExpectCount(operands, 1, "Say which object: sluice tail s3://BUCKET/KEY.", "One object at a time.");
        bool isOpen = _locations.IsOpen(line);
        List<Location> targets = [];
        if (operands.Count == 1 && _locations.ReadS3(line, operands[0], takesVersions: true) is { } target)
        {
            targets.Add(target);
            if (target.Key.IsEmpty || target.Key.Bytes[^1] == '/' && !target.IsLiteral)
                line.Problem($"{target} is no object; give its key.");
        }
        line.Exclude(_bytes, _lines, "--bytes and --lines exclude each other.");
        long lines = UsualLines;
        if (line.Text(_lines) is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out lines))
            line.Problem($"--lines {DisplayText.Of(text)}: give a whole number.");
        SliceReading slice = Bytes(line) is { } bytes ? new() { Output = Stream.Null, LastBytes = bytes } : new() { Output = Stream.Null, LastLines = lines };
        SseCustomerKey? key = _sse.ReadKey(line);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (isOpen && new WildcardChoice(session, connection, removes: false, takesPrefixes: false).Make(targets) is { } end)
                return end;
            if (targets[0].InStore is { } one && Glob.FirstWildcard(one) >= 0)
            {
                session.Errors.PrintSentence($"{targets[0]}: tail is of one object; a wildcard may match many.");
                return ExitCode.Usage;
            }
            return new TransferCommand(session, engine, connection).Read(new ObjectOperationRequest { Targets = targets, Operation = slice with { Output = session.OutputStream, CustomerKey = key } }, static _ => { });
        })
        { OnlyReads = true };
    }

    // A bare number is bytes, as in tail(1).
    long? Bytes(Options.CommandLine line) =>
        line.Text(_bytes) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : line.Size(_bytes);
}
