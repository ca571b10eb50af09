namespace Sluice.Cli.Commands;

/// <summary><c>sluice meta</c>: headers and metadata of objects; what is done with them is the next word.</summary>
sealed class MetaVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs = [new("get", static () => new MetaGetVerb()), new("set", static () => new MetaSetVerb())];

    /// <summary>Declares the command.</summary>
    public MetaVerb() : base("meta", "Show and change headers and metadata of objects.", Verbs) { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Content-Type, Cache-Control and their like, and metadata of one's own (x-amz-meta-...), are written with an
        object. Changed they are by a copy of the object onto itself, within the store.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice meta get s3://site/index.html", "what it has"),
        new("sluice meta set -r s3://site/ --include '*.css' --cache-control max-age=86400", "for everything that matches"),
    ];
}
