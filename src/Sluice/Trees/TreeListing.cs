using Sluice.Failures;

namespace Sluice.Trees;

/// <summary>The items of a tree, streaming: nothing of it is held but a few pages. In the byte order of their names, each name once, where that was asked for.</summary>
internal abstract class TreeListing : IDisposable
{
    /// <summary>Why the stream ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public abstract Failure? Error { get; }

    /// <summary>Waits for the next item; false at the end.</summary>
    public abstract bool TryNext(out TreeEntry item);

    /// <summary>Stops whatever lists.</summary>
    public abstract void Dispose();
}
