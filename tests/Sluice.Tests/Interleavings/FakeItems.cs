using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Interleavings;

/// <summary>What an item of no bytes does in a step: claims memory, lets others go first, and now and then fails, throws or is interrupted.</summary>
sealed class FakeWork(TransferContext run, Interleaving world)
{
    public ItemFailure? Do(int bytes)
    {
        using BufferLease lease = run.Memory.Reserve(bytes, run.Token);
        for (int turns = world.Draw(3); turns >= 0; turns--)
            world.GiveWay();
        return world.Draw(40) switch
        {
            0 => new ItemFailure(OutcomeKind.Failed, "Drawn", "The seed wanted it."),
            1 => throw new InvalidOperationException("The seed wanted it."),
            _ => null,
        };
    }
}

/// <summary>An item of one step.</summary>
sealed class FakeSingle(TransferContext run, Interleaving world, string name) : SingleTransfer(run)
{
    public override Location From => new LocalLocation(name);

    public override Location? To => null;

    protected override void Move(Worker worker)
    {
        if (new FakeWork(Run, world).Do(10) is { } failure)
            EndFailed(failure);
        else
            EndDone(1, null, Verification.Size);
    }
}

/// <summary>An item of parts; some of them find at the end that all must be done anew.</summary>
sealed class FakeParted(TransferContext run, Interleaving world, string name) : PartedTransfer(run)
{
    readonly FakeWork _work = new(run, world);
    int _finishes;

    public override Location From => new LocalLocation(name);

    public override Location? To => null;

    protected override ItemFailure? Begin(Worker worker)
    {
        PartCount = 1 + world.Draw(6);
        return _work.Do(5);
    }

    protected override ItemFailure? Move(int part, Worker worker) => _work.Do(30);

    protected override void Finish(Worker worker)
    {
        world.GiveWay();
        if (Failure is { } failure)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else if (_finishes++ == 0 && world.Draw(5) == 0)
            BeginAnew();
        else
            EndDone(PartCount, null, Verification.Size);
    }
}

/// <summary>An item whose parts come from a reader of its own, as those of standard input do.</summary>
sealed class FakeStream(TransferContext run, Interleaving world, string name) : PartedTransfer(run)
{
    readonly FakeWork _work = new(run, world);
    volatile int _read;
    volatile bool _ended;

    public override Location From => new LocalLocation(name);

    public override Location? To => null;

    protected override bool HasPart(int part) => part < _read;

    protected override bool MoreParts(int next) => next < _read || !_ended;

    protected override ItemFailure? Begin(Worker worker)
    {
        int pieces = world.Draw(6);
        world.Spawn($"reader of {name}", () =>
        {
            for (int piece = 0; piece < pieces && !Run.Token.IsCancellationRequested; piece++)
            {
                world.GiveWay();
                _read = piece + 1;
                Run.Wake(this);
            }
            world.GiveWay();
            _ended = true;
            Run.Wake(this);
        });
        return null;
    }

    protected override ItemFailure? Move(int part, Worker worker) => _work.Do(20);

    protected override void Finish(Worker worker)
    {
        if (Failure is { } failure)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(_read, null, Verification.Size);
    }
}
