using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice pipe</c>: stdin, of whatever length, to an object.</summary>
sealed class PipeVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly AttributeFlags _attributes = new();
    readonly OutputFlags _output = new();
    readonly ConditionFlags _condition = new();

    /// <summary>Declares the command.</summary>
    public PipeVerb() : base("pipe", "Write stdin, of whatever length, to an object.", "[options] s3://BUCKET/KEY") =>
        Declare(new("What to write", _locations.Exact, _condition.NoClobber, _condition.IfMatch), _engine.Group, _attributes.Group, _attributes.AccessGroup, _attributes.EncryptionGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The object gets its name when stdin has ended, and not before. In a shell, 'set -o pipefail' tells
        that the program before the pipe failed; what it wrote until then is an object all the same.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("pg_dump shop | gzip | sluice pipe s3://backup/shop.sql.gz", "a backup without a temporary file"),
        new("tar c photos | sluice pipe s3://backup/photos.tar --storage-class GLACIER", "an archive"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? target = line.Only(operands, "Say which object: sluice pipe s3://BUCKET/KEY.", "One object at a time.") is { } where ? _locations.ReadS3(line, where) : null;
        if (target is not null && (target.Key.IsEmpty || !target.IsLiteral && target.Key.Bytes[^1] == '/'))
            line.Problem($"{target} is no object: stdin has no name, so give the whole key.");
        (ObjectAttributes attributes, _) = _attributes.Read(line);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.Read(line);
        _condition.Check(line);
        bool noClobber = _condition.ReadNoClobber(line);
        string? ifMatch = _condition.ReadIfMatch(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            if (session.Terminal.InputIsTerminal)
            {
                session.Errors.PrintSentence("stdin is a terminal: there is nothing to write.", "Put a program before it: PROGRAM | sluice pipe s3://BUCKET/KEY. For a file: sluice cp FILE s3://BUCKET/KEY.");
                return ExitCode.Usage;
            }
            UnfinishedRuns.Tell(session, line, own: null);
            ObjectAttributes given = attributes;
            if (DisabledAcls.Check(session, connection, target!, ref given) is { } refused)
                return refused;
            CopyRequest request = new() { Sources = [new StreamLocation()], Destination = target!, Attributes = given, NoClobber = noClobber, IfMatch = ifMatch };
            return new TransferCommand(session, engine, connection).Copy(request);
        });
    }
}
