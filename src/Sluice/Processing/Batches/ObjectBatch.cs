using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Processing.Actions;
using Sluice.Processing.Inputs;
using Sluice.Processing.Outputs;
using Sluice.Processing.Programs;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Processing.Batches;

/// <summary>
/// Several objects for one program. They are read one after another into one lease, many batches at once. A program that fails is run again with each half of
/// its objects, until the one that is to blame stands alone.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="members">The objects.</param>
/// <param name="number">Its place in the order, from 0.</param>
internal sealed class ObjectBatch(ProcessContext context, IReadOnlyList<BatchMember> members, long number) : SingleTransfer(context.Run)
{
    /// <summary>Bytes of all objects of a batch: what one lease may have, so that some batches have one at once.</summary>
    public static long MostBytes(MemoryBudget memory) => Math.Min(64 << 20, memory.Limit / 8);

    readonly ProgramAction _action = (ProgramAction)context.Action;

    /// <inheritdoc/>
    public override Location From => members[0].At;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        bool isTold = false;
        try
        {
            context.Lines?.AwaitTurn(number, Run.Token);
            if (!context.IsHalted)
                Process(worker, ref isTold);
        }
        finally
        {
            if (!isTold)
                context.Lines?.Write(number, null, default, context.ReturnOutput);
            // Each member has its own outcome.
            EndPending();
        }
    }

    void Process(Worker worker, ref bool isTold)
    {
        // 1 All bytes.
        int bytes = members.Sum(static member => member.Length);
        using BufferLease? lease = bytes == 0 ? null : Run.Memory.Reserve((_action.NeedsSpace ? 2 : 1) * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes), Run.Token);
        List<BatchMember> read = [];
        int at = 0;
        context.Slots.CountFetching(1);
        try
        {
            foreach (BatchMember member in members)
            {
                DateTimeOffset began = Run.Options.Clock.GetUtcNow();
                member.Failure = member.Read(this, worker, lease is null ? default : lease.Memory.Slice(at, member.Length));
                at += member.Length;
                if (member.Failure is null)
                    read.Add(member);
                else
                    member.Row = ProcessedRow.Create(member.Fields, member.Id, began, 1, new ActionResult(member.Failure, default), null, "", isLast: true);
            }
        }
        finally
        {
            context.Slots.CountFetching(-1);
        }
        if (!_action.NeedsSpace && read.SkipLast(1).Any(static member => member.EndsWithinLine))
            context.TellGlued();
        // 2 The program, once it is their turn.
        JobSlot slot = context.Slots.Take(members[0].Fields.Relative, Run.Token);
        ProgramOutput all = context.TakeOutput();
        bool isGiven = false;
        try
        {
            if (context.IsHalted)
                throw new OperationCanceledException();
            if (read.Count > 0)
                Try(slot, read, 1, all);
            Run.Token.ThrowIfCancellationRequested();
            // 3 The output, then the rows, then the outcomes: a crash in between repeats, and never skips.
            isGiven = true;
            ItemFailure? unwritten = Publish(all, ref isTold);
            foreach (BatchMember member in members)
                End(member, member.Failure ?? unwritten);
        }
        finally
        {
            context.ReturnSlot(slot, takesIt: false);
            if (!isGiven)
                context.ReturnOutput(all);
        }
        context.EndIfHalted();
    }

    ItemFailure? Publish(ProgramOutput all, ref bool isTold)
    {
        if (context.Reduction is { } reduction)
        {
            reduction.Add([.. members.Where(static member => member.Failure is null).Select(static member => member.Id)], all);
            return null;
        }
        if (context.Lines is null)
        {
            context.ReturnOutput(all);
            return null;
        }
        isTold = true;
        return context.Lines.Write(number, all, default, context.ReturnOutput);
    }

    void Try(JobSlot slot, List<BatchMember> some, int attempt, ProgramOutput all)
    {
        for (; ; attempt++)
        {
            DateTimeOffset started = Run.Options.Clock.GetUtcNow();
            slot.Output = context.TakeOutput();
            try
            {
                ActionResult result = RunOnce(slot, some, attempt);
                bool halves = result.Failure is { EndsRun: null } && some.Count > 1;
                bool again = result.Failure is { MayPass: true } && some.Count == 1 && attempt <= context.Request.Retries;
                for (int index = 0; index < some.Count; index++)
                {
                    // What it wrote belongs to all of them, and stands in the row of the first.
                    ProcessedObject row = ProcessedRow.Create(some[index].Fields, some[index].Id, started, attempt, result, index == 0 ? slot.Output : null, slot.Errors.Text, isLast: !halves && !again) with { BatchSize = some.Count };
                    some[index].Row = row;
                    some[index].Failure = result.Failure;
                    if (halves || again)
                        context.Tell(row);
                }
                if (result.Failure is null)
                    all.AppendLines(slot.Output);
                if (!halves && !again)
                    return;
            }
            finally
            {
                context.ReturnOutput(slot.Output);
                slot.Output = null!;
            }
            if (some.Count == 1)
            {
                context.Pause(attempt);
                continue;
            }
            int half = some.Count / 2;
            Try(slot, [.. some.Take(half)], attempt + 1, all);
            some = [.. some.Skip(half)];
        }
    }

    ActionResult RunOnce(JobSlot slot, List<BatchMember> some, int attempt)
    {
        slot.Errors.Clear();
        List<ItemInput> inputs = [];
        try
        {
            foreach (BatchMember member in some)
            {
                ItemInput held = new HeldInput(member.Content);
                inputs.Add(context.Request.Decompress ? new DecompressedInput(held) : held);
            }
            ProgramLimits limits = new(context.Times.Limit(context.Request.Timeout), context.Request.MemoryPerJob);
            using ChainedInput chain = new(inputs);
            ActionResult result = _action.Run([.. some.Select(static member => member.Fields)], inputs, chain, slot, attempt, limits, Run.Token);
            if ((result.Failure is null ? chain.Finish() : chain.Failure) is { } wrong)
                result = result with { Failure = wrong };
            if (result.Failure is null)
                context.Times.Add(result.Exit.Wall);
            return result;
        }
        finally
        {
            foreach (ItemInput input in inputs)
                input.Dispose();
        }
    }

    void End(BatchMember member, ItemFailure? failure)
    {
        ProcessedObject row = member.Row!;
        if (failure is not null && row.Kind == OutcomeKind.Done)
            row = row with { Kind = failure.Kind, ErrorCode = failure.Code, Message = failure.Message };
        failure = context.Tell(row) ?? failure;
        if (failure is null)
        {
            Run.Ledger.Ended(OutcomeKind.Done, member.Length, member.Verified, (member, Run.Ledger.Operation), static done => new ItemOutcome
            {
                Kind = OutcomeKind.Done,
                Operation = done.Operation,
                From = done.member.At,
                Bytes = done.member.Length,
                Verified = done.member.Verified,
            });
            return;
        }
        Run.Judge(failure);
        Run.Ledger.Ended(failure, member.At, 1);
        if (failure.EndsRun is { } end)
            Run.End(end);
    }
}
