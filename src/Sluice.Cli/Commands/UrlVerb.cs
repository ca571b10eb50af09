using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice url</c>: prints the addresses of objects.</summary>
sealed class UrlVerb : Verb
{
    readonly LocationReader _locations = new();
    readonly ConnectionOptions _connection = new();
    readonly FilterFlags _filter = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _recursive = Flags.Switch("--recursive", "Take a key without a slash at its end as a prefix.", "-r");

    /// <summary>Declares the command.</summary>
    public UrlVerb() : base("url", "Print the addresses of objects.", "[options] s3://BUCKET/KEY...") =>
        Declare(new("Which objects", [_recursive, .. _locations.Meanings]), _filter.Group, _output.ShowGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The address is of use to those who may read the object without credentials; 'sluice presign' makes one for
        everybody. A single object is not asked for. The region is that of the bucket (--region, or the profile's).
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice url s3://site/index.html", "one address"),
        new("sluice url 's3://site/*.css' --addressing-style path", "of what matches, bucket in the path"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        List<S3Location> targets = UrlCommand.Read(line, line.Operands(Operands), _locations, Name);
        bool recursive = line.Has(_recursive), isOpen = _locations.IsOpen(line);
        ClientDefaults connection = _connection.Read(line);
        ItemFilter filter = _filter.Read(line);
        return new BoundCommand(_output.Read(line), session =>
            new UrlCommand(session, connection, filter, recursive, (presigner, at) => UrlCommand.Write(session, at, presigner.UrlOf(at.Bucket, at.Key, at.VersionId))).Run(targets, isOpen, _filter))
        { OnlyReads = true };
    }
}
