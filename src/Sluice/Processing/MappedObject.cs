using Sluice.Engine;

namespace Sluice.Processing;

/// <summary>What a function made of one object.</summary>
/// <param name="Ended">How it ended.</param>
/// <param name="Value">What the function returned; the default unless <see cref="IsDone"/>.</param>
public sealed record MappedObject<T>(ProcessedObject Ended, T? Value)
{
    /// <summary>True when the function returned, and the object's bytes were verified.</summary>
    public bool IsDone => Ended.Kind == OutcomeKind.Done;
}
