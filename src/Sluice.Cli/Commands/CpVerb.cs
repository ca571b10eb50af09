namespace Sluice.Cli.Commands;

/// <summary><c>sluice cp</c>: copies between this machine, stores, and streams.</summary>
sealed class CpVerb : CopyVerb
{
    /// <summary>Declares the command.</summary>
    public CpVerb() : base("cp", "Copy files, directories, prefixes and streams, verified.", "[options] SOURCE... DESTINATION") { }

    /// <inheritdoc/>
    protected override bool Moves => false;

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A location is s3://BUCKET/KEY, s3://PROFILE@BUCKET/KEY, a path, or - for stdin and stdout.
        Directories, keys that end in a slash and wildcards (* ? [a-z], also across slashes) are recursive.
        Every byte is compared with a checksum before a file appears under its name. Successful items are
        listed only with --verbose, --dry-run or --json; failures always, on stderr.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice cp photos/ s3://album/2026/", "upload a directory"),
        new("sluice cp s3://album/2026/ restored/ -n", "download a prefix, and leave alone what is there"),
        new("sluice cp 's3://album/*.jpg' . --exclude '*/drafts/*'", "download by wildcard, some left out"),
        new("pg_dump shop | sluice cp - s3://backup/shop.sql", "upload a stream"),
        new("sluice cp s3://old@album/ s3://new@album/", "copy between two stores, each with its own profile"),
    ];
}
