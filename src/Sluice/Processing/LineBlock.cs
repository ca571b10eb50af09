namespace Sluice.Processing;

/// <summary>
/// One of the blocks that an object of lines is cut into. Its lines are those that begin within it: the last of them may end behind it, and one that
/// began before it is another block's.
/// </summary>
/// <param name="Number">From 0.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="End">The byte behind its last one.</param>
/// <param name="ObjectSize">Bytes of the object.</param>
internal sealed record LineBlock(int Number, long Offset, long End, long ObjectSize)
{
    /// <summary>The first byte that tells where its first line begins: the one before it.</summary>
    public long First => Math.Max(0, Offset - 1);

    /// <summary>Its bytes.</summary>
    public long Length => End - Offset;

    /// <summary>True for the last one of its object.</summary>
    public bool IsLast => End == ObjectSize;

    /// <summary>The blocks of an object.</summary>
    /// <param name="size">Bytes of the object.</param>
    /// <param name="length">Bytes of a block.</param>
    public static int CountOf(long size, long length) => checked((int)((size + length - 1) / length));

    /// <summary>One block of an object.</summary>
    /// <param name="number">From 0.</param>
    /// <param name="size">Bytes of the object.</param>
    /// <param name="length">Bytes of a block.</param>
    public static LineBlock Create(int number, long size, long length) => new(number, number * length, Math.Min(size, (number + 1) * length), size);
}
