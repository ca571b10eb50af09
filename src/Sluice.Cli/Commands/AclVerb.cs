using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice acl</c>: access control lists; what is done with one is the next word.</summary>
sealed class AclVerb : GroupVerb
{
    static readonly NamedVerb[] Verbs = [new("get", static () => new AclGetVerb()), new("set", static () => new AclSetVerb())];

    /// <summary>Declares the command.</summary>
    public AclVerb() : base("acl", "Show and change access control lists.", Verbs, "s3://BUCKET[/KEY]") { }

    /// <inheritdoc/>
    public override string? Notes =>
        """
        An ACL says only what it grants: policies, ownership and public access blocks decide too. 'sluice access'
        tells who may do what in the end.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice acl get s3://album/cover.jpg", "who has what"),
        new("sluice acl set s3://album/cover.jpg --acl private", "the owner alone"),
    ];

    /// <summary>Reads the one bucket or object that such a command is about; null after telling the line what is wrong.</summary>
    public static S3Location? Read(Options.CommandLine line, IReadOnlyList<string> operands, LocationReader locations, string usage, int most = 1)
    {
        if (operands.Count == 0 || operands.Count > most)
            line.Problem($"Write {usage}.");
        return operands.Count > 0 && operands.Count <= most ? locations.ReadS3(line, operands[0], takesVersions: true) : null;
    }
}
