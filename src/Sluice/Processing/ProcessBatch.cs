using System.Globalization;

namespace Sluice.Processing;

/// <summary>How many objects one program is given at once. The last one of a run may have fewer.</summary>
/// <param name="Objects">So many, 2 to 100,000; null where bytes are meant.</param>
/// <param name="Bytes">As many as have so many bytes together, at least one; null where a number is meant.</param>
public sealed record ProcessBatch(int? Objects, long? Bytes)
{
    /// <summary>Objects of a batch where bytes are meant: the arguments of a program have their limit (execve(2)).</summary>
    public const int MostObjects = 100_000;

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Problem => Objects is < 2 or > MostObjects ? string.Create(CultureInfo.InvariantCulture, $"A batch has {Objects} objects; 2 to {MostObjects:N0} make sense.")
        : Bytes < 1 ? "A batch has at least one byte."
        : null;

    /// <summary>True for a batch of this many objects and bytes that takes no more.</summary>
    internal bool IsFull(int objects, long bytes) => objects >= (Objects ?? MostObjects) || bytes >= Bytes;
}
