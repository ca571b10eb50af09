using Sluice.Processing.Inputs;
using Sluice.Processing.Programs;

namespace Sluice.Processing.Actions;

/// <summary>What is done with each object. Safe for many threads, each with a slot of its own.</summary>
internal abstract class ObjectAction : IDisposable
{
    /// <summary>A name of what is done that two actions share only when they do the same: part of what makes a result one of this command.</summary>
    public abstract string Identity { get; }

    /// <summary>The arguments, for who asks to have them in the rows; null where there are none.</summary>
    public virtual string? Arguments => null;

    /// <summary>True when it needs as much memory again as the object has bytes, for a file of it.</summary>
    public virtual bool NeedsSpace => false;

    /// <summary>Does it once: its output goes to the slot's. Throws <see cref="OperationCanceledException"/>.</summary>
    /// <param name="item">The object's names.</param>
    /// <param name="input">Its bytes.</param>
    /// <param name="slot">Where it runs.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="limits">What ends it.</param>
    /// <param name="token">Ends it too.</param>
    public abstract ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
