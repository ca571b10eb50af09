using Sluice.Trees;

namespace Sluice.Processing.Outputs;

/// <summary>What outputs may be called.</summary>
internal static class OutputNames
{
    /// <summary>True when everything at a place would be an object of a source.</summary>
    public static bool AreInputs(OutputPlace place, Location source, TreeContext trees) =>
        source.Overlaps(place.Root, trees) && LengthOf(place.Root) >= LengthOf(source);

    /// <summary>True when this one output would be an object of a source.</summary>
    public static bool IsInput(Location output, Tree source, TreeContext trees) =>
        source.Shape != TreeShape.One && source.Root.Overlaps(output, trees) && LengthOf(output) >= LengthOf(source.Root);

    // Of two places of which one lies within the other, the longer is the inner one.
    static int LengthOf(Location at) => at.InStore is { } store ? store.Key.AsPrefix().Length
        : at.FilePath is { } path ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).Length : at.PathText?.TrimEnd('/').Length ?? 0;
}
