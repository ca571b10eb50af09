using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice probe</c>: tries whether a store does what S3 promises, and remembers where it does not.</summary>
sealed class ProbeVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _noSettings = Flags.Switch("--no-settings", "Leave the settings file as it is.");

    /// <summary>Declares the command.</summary>
    public ProbeVerb() : base("probe", "Try whether a store does what S3 promises, and remember where not.", "[options] s3://BUCKET[/PREFIX]") =>
        Declare(new("What to try", _noSettings, _locations.Exact), _output.BenchGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        About a hundred small checks, in some 450 requests and 10 MiB, below a prefix of their own that is
        removed at the end. What holds was seen to hold, once or a few times, which is no proof; what could
        not be tried is unknown. What deviates is written to ~/.config/sluice/config (XDG_CONFIG_HOME,
        SLUICE_CONFIG_FILE), in the section of the profile that was named, else of the endpoint, and later
        commands act on it. Exit code 4: the store deviates in something that Sluice relies on.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice probe s3://album/scratch/", "does this store lie?"),
        new("sluice probe s3://album --profile work --json", "a line for each check, for a program"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        S3Location? scratch = line.Only(operands, "Say where: sluice probe s3://BUCKET/PREFIX/.", "One location at a time.") is { } where ? _locations.ReadS3(line, where) : null;
        LocationReader.RefuseWildcards(line, scratch);
        if (scratch?.VersionId is not null)
            line.Problem($"{scratch} is one version of an object; name a bucket or a prefix.");
        bool writes = !line.Has(_noSettings);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session => new ProbeCommand(session, connection, scratch!).Run(writes));
    }
}
