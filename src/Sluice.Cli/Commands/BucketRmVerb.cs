using Sluice.Administration;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bucket rm</c>: removes a document that configures a bucket.</summary>
sealed class BucketRmVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly SettingFlags _flags = new();

    /// <summary>Declares the command.</summary>
    public BucketRmVerb() : base("rm", "Remove what configures a bucket.", "[options] WHAT s3://BUCKET")
    {
        BucketVerb.Complete(Operands);
        Declare(_flags.Group, _output.QuietGroup, _connection.Group);
    }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Of object-lock the default retention is removed; notification, logging and request-payment become empty.
        Versioning is never removed: 'bucket set versioning' suspends it.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bucket rm lifecycle s3://album --diff", "and say what it was"),
        new("sluice bucket rm public-access-block s3://site --yes", "in a script"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        (BucketSetting? setting, S3Location? bucket) = BucketVerb.Read(line, operands, "sluice bucket rm WHAT s3://BUCKET", 2, 2);
        if (setting is { CanRemove: false })
            line.Problem("Versioning is never removed, only suspended: sluice bucket set versioning s3://BUCKET '{\"Status\": \"Suspended\"}'.");
        ClientDefaults connection = _connection.Read(line);
        SettingChange change = _flags.Read(line);
        return new BoundCommand(_output.Read(line), session => new SettingCommand(session, connection, setting!, bucket!, change).Remove());
    }
}
