namespace Sluice.Processing.Inputs;

/// <summary>Several items, one behind the other.</summary>
/// <param name="items">The items; disposed by whoever made them.</param>
internal sealed class ChainedInput(IReadOnlyList<ItemInput> items) : ItemInput
{
    int _at;

    /// <inheritdoc/>
    public override long Size => -1;

    /// <inheritdoc/>
    public override bool IsAtHand => items.All(static item => item.IsAtHand);

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        for (; _at < items.Count && Failure is null; _at++)
        {
            if (items[_at].Next() is { IsEmpty: false } piece)
                return piece;
            Failure = items[_at].Finish();
        }
        return default;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
