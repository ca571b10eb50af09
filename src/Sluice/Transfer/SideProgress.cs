namespace Sluice.Transfer;

/// <summary>How much of one side of a comparison was read.</summary>
/// <param name="ReadBytes">Bytes read so far.</param>
/// <param name="LeftBytes">Bytes still to be read of items that have begun.</param>
public readonly record struct SideProgress(long ReadBytes, long LeftBytes);
