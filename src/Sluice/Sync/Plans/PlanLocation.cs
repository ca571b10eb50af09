using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync.Plans;

/// <summary>One side of a plan: exact, and independent of the working directory.</summary>
/// <param name="Shown">For people.</param>
internal sealed record PlanLocation(string Shown)
{
    /// <summary>Profile of an S3 side; null for the run's own.</summary>
    public string? Profile { get; init; }

    /// <summary>Bucket of an S3 side.</summary>
    public string? Bucket { get; init; }

    /// <summary>Prefix of an S3 side, as base64 of its bytes.</summary>
    public string? Prefix { get; init; }

    /// <summary>Endpoint of an S3 side; <c>aws</c> for AWS's own.</summary>
    public string? Store { get; init; }

    /// <summary>Full path of a local side.</summary>
    public string? Path { get; init; }

    /// <summary>The location of a side.</summary>
    public static PlanLocation From(Tree side) => side.Objects is { Place: var prefix } objects
        ? new PlanLocation(prefix.ToString())
        {
            Profile = prefix.Profile,
            Bucket = prefix.Bucket,
            Prefix = Convert.ToBase64String(prefix.Key.Bytes),
            Store = StoreOf(objects.Client),
        }
        : new PlanLocation(side.Root.ToString()!) { Path = side.Files is { } files ? System.IO.Path.GetFullPath(files.Path) : null };

    /// <summary>The side as a location; null when this is none.</summary>
    public Location? ToLocation() => Path is not null ? new LocalLocation(Path)
        : Bucket is not null && Prefix is not null && BucketName.ProblemOfExisting(Bucket) is null ? new S3Location(Profile, Bucket, new ObjectKey(Convert.FromBase64String(Prefix))) { IsLiteral = true }
        : null;

    /// <summary>True when a side is this one; what is shown may differ.</summary>
    public bool Is(PlanLocation other) => other with { Shown = Shown, Profile = Profile } == this;

    static string StoreOf(S3Client client) => client.Options.Endpoint?.GetLeftPart(UriPartial.Authority) ?? "aws";
}
