using Sluice.Engine;

namespace Sluice.Transfer.Items;

/// <summary>What an earlier run wrote of an item, and that is still to be shown to be there: what cannot be shown is written again.</summary>
/// <param name="Size">Its bytes.</param>
internal abstract record ResumedItem(long Size)
{
    /// <summary>Asks the place that has it; true when it is there, and the same.</summary>
    public abstract bool IsThere(ItemTransfer item, Worker worker);
}
