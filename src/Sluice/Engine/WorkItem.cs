using System.Diagnostics;

namespace Sluice.Engine;

/// <summary>
/// One item on its way. The scheduler asks it for steps (begin, a part, finish) under its lock and a worker runs each
/// step without one. What a step writes is seen by the next, because both pass the scheduler's lock.
/// </summary>
internal abstract class WorkItem
{
    // The scheduler's own notes, guarded by its lock.
    internal int InFlight;
    internal long InFlightAtRisk;
    internal long InFlightHeld;
    internal bool IsQueued;

    /// <summary>True for an item of many requests: those and the small ones share the workers by halves.</summary>
    internal abstract bool IsLarge { get; }

    /// <summary>True when a step could be run now. Called under the scheduler's lock.</summary>
    internal abstract bool HasStep { get; }

    /// <summary>True when the item has its outcome, or was given up, and nothing is left to do.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>
    /// Bytes that a kill during the next step would cost, because they count only when the whole step is done. The same for all
    /// steps that are in flight at once. Called under the scheduler's lock.
    /// </summary>
    internal virtual long AtRisk => 0;

    /// <summary>
    /// Bytes that the next step keeps in memory for as long as it runs; 0 where it passes them on. The same for all steps that are in
    /// flight at once. Called under the scheduler's lock.
    /// </summary>
    internal virtual long Held => 0;

    /// <summary>True when a step in flight can be stopped to be taken again later (<see cref="Worker.Yield"/>).</summary>
    internal virtual bool CanYield => false;

    /// <summary>True when the run that it is of has been stopped, though the one that carries it goes on.</summary>
    internal virtual bool IsRunOver => false;

    /// <summary>The span that its requests belong below; null while nobody listens, and where it is not among those that are recorded.</summary>
    internal virtual Activity? Span => null;

    /// <summary>Hands out the next step. Called under the scheduler's lock, only while <see cref="HasStep"/>.</summary>
    internal abstract int TakeStep();

    /// <summary>Runs a step; blocks. Called without a lock, by many workers at once for different steps.</summary>
    internal abstract void RunStep(int step, Worker worker);

    /// <summary>A step has come back; <see cref="InFlight"/> no longer counts it. Called under the scheduler's lock.</summary>
    internal abstract void StepReturned();

    /// <summary>The run was cancelled: only what undoes work may follow. Called under the scheduler's lock.</summary>
    internal abstract void Stop();

    /// <summary>It waits for its turn from now on. Called under the scheduler's lock.</summary>
    internal virtual void Entered() { }

    /// <summary>Bytes of a body of it have moved, which the run has counted. Called without a lock.</summary>
    internal virtual void Moved(long bytes) { }

    /// <summary>It has ended, or was dropped before it began. Called under the scheduler's lock.</summary>
    internal virtual void Left() { }

    /// <summary>A step threw: a defect of this program, which becomes the item's outcome. Called without a lock.</summary>
    internal abstract void Break(Exception defect);
}
