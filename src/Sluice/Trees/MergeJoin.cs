using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees;

/// <summary>
/// Walks two sides together in the byte order of their names: each step is a name that one side or both have. Holds one
/// item of each side. A side that breaks its order, or has a name twice, ends the walk with an error: what follows could
/// be taken for missing, and removed.
/// </summary>
internal sealed class MergeJoin(TreeListing left, TreeListing right)
{
    // Two sides are listed at once, and whoever joins them takes a page in some milliseconds: more pages ahead are only memory
    // (1,000,000 keys on both sides, measured: 305 MiB in all with 200 pages each, 154 MiB with 32).
    /// <summary>Pages that each of two joined listings may be ahead.</summary>
    public const int PagesAhead = 8;

    readonly Cursor _left = new(left);
    readonly Cursor _right = new(right);

    /// <summary>Why the walk ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public Failure? Error => _left.Error ?? _right.Error;

    /// <summary>The next name: the item of each side that has it; false at the end.</summary>
    public bool TryNext(out TreeEntry? onLeft, out TreeEntry? onRight)
    {
        onLeft = onRight = null;
        bool hasLeft = _left.Peek(out TreeEntry a);
        if (_left.Error is not null)
            return false;
        bool hasRight = _right.Peek(out TreeEntry b);
        // Nothing may be decided from one side alone when the other broke off.
        if (_right.Error is not null || !hasLeft && !hasRight)
            return false;
        int order = !hasRight ? -1 : !hasLeft ? 1 : a.Name.Span.SequenceCompareTo(b.Name.Span);
        if (order <= 0)
        {
            onLeft = a;
            _left.Advance();
        }
        if (order >= 0)
        {
            onRight = b;
            _right.Advance();
        }
        return true;
    }

    sealed class Cursor(TreeListing side)
    {
        TreeEntry _item;
        ReadOnlyMemory<byte>? _before;
        bool _loaded;
        bool _ended;

        public Failure? Error { get; private set; }

        public bool Peek(out TreeEntry item)
        {
            if (!_loaded && !_ended)
                Load();
            item = _item;
            return _loaded;
        }

        public void Advance()
        {
            _before = _item.Name;
            _loaded = false;
        }

        void Load()
        {
            _loaded = side.TryNext(out _item);
            _ended = !_loaded;
            if (_ended)
                Error = side.Error;
            else if (_before is { } before && before.Span.SequenceCompareTo(_item.Name.Span) >= 0)
            {
                Error = new Failure(FailureKind.Protocol, RetryClass.Never, $"The listing is out of order: {DisplayText.Of(_item.Name.Span)} came after {DisplayText.Of(before.Span)}.");
                _loaded = false;
                _ended = true;
            }
        }
    }
}
