using System.CommandLine;
using Sluice.Administration;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice bucket set</c>: changes a document that configures a bucket.</summary>
sealed class BucketSetVerb : Verb
{
    const string Form = "sluice bucket set WHAT s3://BUCKET FILE";

    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly SettingFlags _flags = new();

    /// <summary>Declares the command.</summary>
    public BucketSetVerb() : base("set", "Change what configures a bucket.", "[options] WHAT s3://BUCKET FILE|-")
    {
        BucketVerb.Complete(Operands);
        Declare(_flags.Group, _output.QuietGroup, _connection.Group);
    }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        FILE is JSON or YAML as aws-cli has it, - is standard input, and a document may stand there itself, or a
        word that says all of it: Enabled, BucketOwnerEnforced, AES256, Requester and their like. It is checked
        first, and takes the place of the one before as a whole. What locks its owner out, opens the bucket, ends
        versioning or removes many objects is shown with counts and bytes, and asked for; scripts say --yes.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice bucket set lifecycle s3://album rules.yaml --diff --dry-run", "what would change"),
        new("sluice bucket set versioning s3://album Enabled", "without a file"),
        new("sluice bucket set policy s3://site policy.json --yes", "in a script, also where it opens the bucket"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        (BucketSetting? setting, S3Location? bucket) = BucketVerb.Read(line, operands, Form, 3, 3);
        ClientDefaults connection = _connection.Read(line);
        SettingChange change = _flags.Read(line);
        return new BoundCommand(_output.Read(line), session => new SettingCommand(session, connection, setting!, bucket!, change).Set(operands[2]));
    }
}
