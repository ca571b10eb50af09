using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Jobs;

/// <summary>Where a job writes to.</summary>
internal static class JobPlaces
{
    /// <summary>True where names are made of a template: which item has which is not told by its name.</summary>
    public static bool IsTemplate(Location destination) => (destination.InStore is { } there ? there.Bucket + '/' + RawText.Of(there.Key.Bytes) : destination.FilePath ?? "").Contains('{', StringComparison.Ordinal);

    /// <summary>What all names that a template makes begin with; a place without placeholders as it is.</summary>
    public static Location Fixed(Location destination)
    {
        string text = destination.InStore is { } there ? RawText.Of(there.Key.Bytes) : destination.FilePath ?? "";
        int brace = text.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0)
            return destination;
        string root = text[..(text.LastIndexOf('/', brace) + 1)];
        return destination.InStore is { } place ? place with { Key = new ObjectKey(RawText.BytesOf(root)), IsName = true } : new LocalLocation(root.Length == 0 ? "." : root);
    }
}
