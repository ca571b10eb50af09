namespace Sluice.Transfer.Items;

/// <summary>Counts bytes of bodies, in the run and in the item that they are of.</summary>
internal static class MovedBytes
{
    /// <summary>So many have come.</summary>
    public static void CountMoved(this ItemTransfer item, long bytes)
    {
        item.Run.CountMoved(bytes);
        item.Moved(bytes);
    }
}
