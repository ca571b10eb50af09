namespace Sluice.Sync;

/// <summary>A sync could not start: another one works on its destination, or its plan is refused. Nothing was done.</summary>
public sealed class SyncException : Exception
{
    /// <summary>Why, in one sentence fit for a terminal.</summary>
    public SyncException(string message) : base(message) { }

    /// <inheritdoc cref="SyncException(string)"/>
    public SyncException(string message, Exception inner) : base(message, inner) { }

    /// <summary>For serializers; says nothing.</summary>
    public SyncException() { }
}
