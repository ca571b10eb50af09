namespace Sluice.Cli.Commands;

/// <summary><c>sluice mv</c>: copies, and removes each source once its copy is verified.</summary>
sealed class MvVerb : CopyVerb
{
    /// <summary>Declares the command.</summary>
    public MvVerb() : base("mv", "Move: copy, verify, and only then remove each source.", "[options] SOURCE... DESTINATION") { }

    /// <inheritdoc/>
    protected override bool Moves => true;

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Locations, wildcards and options are those of cp. A source is removed only after its copy has been
        verified and published, and only if it is still what was copied; one that cannot be removed is named
        (NotRemoved), exists twice, and makes the exit code 1. A run that is killed at any moment loses
        nothing. Directories below SOURCE that become empty are removed, SOURCE itself is not; a symbolic
        link is removed, not what it points to.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice mv scans/ s3://archive/scans/", "upload a directory and empty it"),
        new("sluice mv s3://inbox/today.csv s3://inbox/done/", "within a store: no byte moves"),
        new("sluice mv 's3://inbox/*.csv' . --older-than 7d", "download and remove what is old"),
        new("sluice mv scans/ s3://archive/ --dry-run", "see first"),
    ];
}
