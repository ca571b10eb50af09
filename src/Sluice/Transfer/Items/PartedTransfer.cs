using System.Collections.Concurrent;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;

namespace Sluice.Transfer.Items;

/// <summary>
/// An item of many parts: begin (open, ask the store), parts in any order, finish (verify and publish, or undo). The
/// first failure gives the item up: no further parts are handed out, those in flight are interrupted, and finish undoes.
/// </summary>
internal abstract class PartedTransfer(TransferContext run) : ItemTransfer(run)
{
    const int BeginStep = -1;
    const int FinishStep = -2;

    enum Phase { Begin, Beginning, Parts, Finish, Finishing, Over }

    // Guarded by the scheduler's lock.
    Phase _phase;
    int _next;
    bool _begun;

    // A limit is found by halves, or from numbers that were sent out of order.
    const int MaxPlans = 6;

    int _partsDone;
    long _moved;
    int _plans;
    PartLimits? _limits;

    /// <summary>A part that did not move is to be handed out again.</summary>
    protected static readonly ItemFailure GivenBack = new(OutcomeKind.Failed, "GivenBack", "");

    // Parts that were given back, to be handed out again.
    readonly ConcurrentQueue<int> _again = new();

    volatile ItemFailure? _failure;
    volatile bool _stopped;

    /// <inheritdoc/>
    internal override bool IsLarge => true;

    /// <summary>How far it is, for whoever looks on: a moment old, and without what is just being sent.</summary>
    internal LargeTransfer Now => new(From, To, PartCount, Math.Min(PartCount, Volatile.Read(ref _partsDone))) { Bytes = Size is { } size ? Math.Max(0, size - ResumedBytes) : null, MovedBytes = Volatile.Read(ref _moved) };

    /// <inheritdoc/>
    internal override void Moved(long bytes) => Interlocked.Add(ref _moved, bytes);

    /// <inheritdoc/>
    internal override void Left()
    {
        Run.Large.Remove(this);
        base.Left();
    }

    /// <summary>Bytes of it; null where that is not known. Set by <see cref="Begin"/>.</summary>
    protected long? Size { get; set; }

    /// <summary>Number of parts; set by <see cref="Begin"/>.</summary>
    protected int PartCount { get; set; }

    /// <summary>Bytes of a part that count only when all of it has arrived; set by <see cref="Begin"/>.</summary>
    protected long PartAtRisk { get; set; }

    /// <inheritdoc/>
    internal override long AtRisk => _phase == Phase.Parts ? PartAtRisk : 0;

    /// <summary>Bytes that a part keeps in memory while it moves; set by <see cref="Begin"/>.</summary>
    protected long PartHeld { get; set; }

    /// <inheritdoc/>
    internal override long Held => _phase == Phase.Parts ? PartHeld : 0;

    /// <summary>Why the item was given up; null while it was not.</summary>
    protected ItemFailure? Failure => _failure;

    /// <inheritdoc/>
    internal override bool IsGivenUp => _stopped || _failure is not null || base.IsGivenUp;

    /// <inheritdoc/>
    internal override bool HasStep => _phase switch
    {
        Phase.Begin => true,
        Phase.Parts => !IsGivenUp && (!_again.IsEmpty || HasPart(_next)),
        Phase.Finish => true,
        _ => false,
    };

    /// <summary>Whether this part, the next in order, can be begun now. Called under the scheduler's lock.</summary>
    protected virtual bool HasPart(int part) => part < PartCount;

    /// <summary>Whether parts will follow after <paramref name="next"/> were handed out. Called under the scheduler's lock.</summary>
    protected virtual bool MoreParts(int next) => next < PartCount;

    /// <inheritdoc/>
    internal override int TakeStep()
    {
        switch (_phase)
        {
            case Phase.Begin:
                _phase = Phase.Beginning;
                return BeginStep;
            case Phase.Parts:
                return _again.TryDequeue(out int again) ? again : _next++;
            default:
                _phase = Phase.Finishing;
                return FinishStep;
        }
    }

    /// <inheritdoc/>
    internal override void RunStep(int step, Worker worker)
    {
        try
        {
            switch (step)
            {
                case BeginStep:
                    _begun = true;
                    Begun();
                    Run.Large.Add(this);
                    if (!EndsAsDoneBefore(worker) && !EndsAsRefused(worker) && Begin(worker) is { } failure)
                        GiveUp(failure, worker);
                    break;
                case FinishStep:
                    Finish(worker);
                    break;
                default:
                    ItemFailure? failed = IsGivenUp ? null : Move(step, worker);
                    if (worker.TakeYield() && failed is { IsCancel: true } && !IsGivenUp || failed == GivenBack)
                        _again.Enqueue(step);
                    else if (failed is not null)
                        GiveUp(failed, worker);
                    else if (!IsGivenUp)
                        Interlocked.Increment(ref _partsDone);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // Interrupted because another part gave the item up: it may begin anew.
            if (_failure is null)
                _stopped = true;
        }
    }

    /// <inheritdoc/>
    internal override void StepReturned()
    {
        if (_phase == Phase.Beginning)
            _phase = Phase.Parts;
        else if (_phase == Phase.Finishing)
            _phase = HasEnded ? Phase.Over : Phase.Begin;
        if (_phase == Phase.Begin)
            _next = 0;
        if (_phase == Phase.Parts && InFlight == 0 && (IsGivenUp || _again.IsEmpty && !MoreParts(_next)))
            _phase = Phase.Finish;
    }

    /// <inheritdoc/>
    internal override void Stop()
    {
        _stopped = true;
        if (_phase == Phase.Begin && !_begun)
        {
            EndPending();
            _phase = Phase.Over;
        }
        else if (InFlight == 0 && _phase is Phase.Begin or Phase.Parts)
        {
            _phase = Phase.Finish;
        }
    }

    /// <inheritdoc/>
    internal override void Break(Exception defect)
    {
        _failure ??= ItemFailure.Defect(defect);
        if (_phase == Phase.Finishing && !HasEnded)
            EndFailed(_failure);
    }

    /// <summary>Gives the item up; the first reason counts.</summary>
    protected void GiveUp(ItemFailure failure, Worker worker)
    {
        if (_failure is not null)
            return;
        _failure = failure;
        foreach (Worker other in Run.Workers.All)
            if (other != worker && other.Current == this)
                other.Interrupt();
    }

    /// <summary>Finish found bytes that are not right: everything is moved anew.</summary>
    protected void BeginAnew()
    {
        _failure = null;
        Volatile.Write(ref _partsDone, 0);
        Volatile.Write(ref _moved, 0);
    }

    /// <summary>True when the store refused a part, or all of them, for size or number, and another plan is to be made: see <see cref="Limits"/>. Bounded.</summary>
    protected bool IsToBePlannedAnew(ItemFailure? failure)
    {
        if (failure?.Limits is not { } limits || _stopped || Run.Token.IsCancellationRequested || ++_plans > MaxPlans)
            return false;
        _limits = limits;
        return true;
    }

    /// <summary>What a store allows of parts, and what this item has found out besides.</summary>
    protected PartLimits Limits(S3Client store) => _limits is { } found ? store.PartLimits.And(found) : store.PartLimits;

    /// <summary>First step: makes ready and sets <see cref="PartCount"/>. Returns why that failed.</summary>
    protected abstract ItemFailure? Begin(Worker worker);

    /// <summary>Moves a part, counted from 0. Returns why that failed, or <see cref="GivenBack"/>.</summary>
    protected abstract ItemFailure? Move(int part, Worker worker);

    /// <summary>
    /// Last step, alone: publishes, or undoes when <see cref="ItemTransfer.IsGivenUp"/>; then ends the item, or calls
    /// <see cref="BeginAnew"/>.
    /// </summary>
    protected abstract void Finish(Worker worker);
}
