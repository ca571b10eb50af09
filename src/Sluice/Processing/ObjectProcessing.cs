using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Processing.Actions;
using Sluice.Processing.Inputs;
using Sluice.Processing.Outputs;
using Sluice.Processing.Programs;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Processing;

/// <summary>
/// One object: fetched, given to the action once a slot is free, its output published, its row written. Small objects are in memory and verified
/// before the action sees them; large ones pass through, and what came of damaged bytes is thrown away and done again.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="tree">What the object was found in.</param>
/// <param name="entry">The object.</param>
/// <param name="number">Its place in the order, from 0.</param>
/// <param name="split">What the object's blocks share; null for an object that is processed as a whole.</param>
/// <param name="block">The block; null for the whole object.</param>
internal sealed partial class ObjectProcessing(ProcessContext context, Tree tree, TreeEntry entry, long number, SplitObject? split = null, LineBlock? block = null) : SingleTransfer(context.Run)
{
    readonly ItemFields _fields = new(tree, entry, block);
    readonly Location? _output = context.Place is { } place ? place.At(place.NameOf(new ItemFields(tree, entry, block))) : null;
    Verification _verified = Verification.Size;
    TimeSpan _fetchTime, _waitTime;

    // What stays from one step to the next.
    FetchJudge? _judge;
    HeldInput? _held;
    ItemInput? _input;
    DateTimeOffset _started;
    long _asked;
    int _attempt = 1, _fetches;
    bool _isTold;

    /// <inheritdoc/>
    public override Location From => tree.At(entry);

    /// <inheritdoc/>
    public override Location? To => _output;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        bool waits = false;
        try
        {
            waits = Process(worker);
        }
        finally
        {
            // One that waits is another worker's already.
            if (!waits)
                Leave();
        }
    }

    // True when it waits for its turn, and does not belong to this worker any more.
    bool Process(Worker worker)
    {
        if (_turn is null)
        {
            if (context.IsHalted)
            {
                EndPending();
                return false;
            }
            // Before it has memory: those whose turn comes first may wait for that.
            context.Lines?.AwaitTurn(number, Run.Token);
            _judge = tree.Objects is { } objects ? new FetchJudge(objects.Client.ETagsOf(objects.Place.Bucket)) : null;
        }
        while (true)
        {
            ItemFailure? failure = null;
            if (_turn is null)
            {
                _started = Run.Options.Clock.GetUtcNow();
                // 1 The bytes, or the beginning of them.
                long opened = Run.Options.Clock.GetTimestamp();
                context.Slots.CountFetching(1);
                try
                {
                    failure = new ItemOpening(context, this, tree, entry, split, block).Open(worker, _judge, ref _held, out _input, ref _verified);
                }
                finally
                {
                    context.Slots.CountFetching(-1);
                }
                (_fetchTime, _waitTime, _asked) = (Run.Options.Clock.GetElapsedTime(opened), default, Run.Options.Clock.GetTimestamp());
                // 2 Its turn, for which no thread waits that could fetch another one.
                if (failure is null && Waits())
                    return true;
            }
            if (TryOnce(worker, failure))
                return false;
        }
    }

    // False when it is to be done again.
    bool TryOnce(Worker worker, ItemFailure? failure)
    {
        ActionResult result = new(failure, default);
        ProgramOutput? output = null;
        string errors = "";
        ItemInput? input = _input;
        bool goesOn = false;
        try
        {
            // 3 The action.
            if (failure is null)
                result = Act(input!, out output, out errors);
            failure = result.Failure;
            // 4 What damaged bytes came to is nothing.
            if (input is { Failure: { } wrong } && _held is null)
                failure = wrong;
            if (input is StreamedInput streamed)
                _verified = streamed.Verified;
            if (failure is { IsCorruption: true } && ++_fetches < SingleDownload.MaxFetches)
            {
                Run.Ledger.CountRefetch();
                goesOn = true;
                return false;
            }
            bool again = failure is { MayPass: true } && _attempt <= context.Request.Retries && IsOfProgram(result);
            ProcessedObject row = Row(_started, _attempt, result with { Failure = failure }, output, errors, isLast: !again);
            if (again)
            {
                context.Tell(row);
                ReturnSlot(isLast: false);
                context.Pause(_attempt++);
                return false;
            }
            // 5 The output, then the row, then the outcome: a crash in between repeats, and never skips.
            if (failure is null)
            {
                failure = Publish(worker, row, ref output);
                if (failure is not null)
                    row = row with { Kind = failure.Kind, ErrorCode = failure.Code, Message = failure.Message };
            }
            End(failure, row, result.Exit);
            return true;
        }
        finally
        {
            ReturnSlot(isLast: !goesOn);
            if (output is not null)
                context.ReturnOutput(output);
            if (input != _held)
                input?.Dispose();
        }
    }

    // Trouble of the store was retried where it happened.
    static bool IsOfProgram(ActionResult result) => result.Failure is not null;

    ActionResult Act(ItemInput input, out ProgramOutput? output, out string errors)
    {
        JobSlot slot = _turn!.Slot!;
        long began = slot.Since;
        _waitTime = Run.Options.Clock.GetElapsedTime(_asked, began);
        output = null;
        try
        {
            // What waited for a slot has not begun.
            if (context.IsHalted)
                throw new OperationCanceledException();
            output = slot.Output = context.TakeOutput();
            slot.Errors.Clear();
            ProgramLimits limits = new(context.Times.Limit(context.Request.Timeout), context.Request.MemoryPerJob);
            using DecompressedInput? content = context.Request.Decompress ? new DecompressedInput(input) : null;
            ItemInput used = content ?? input;
            // Where no line begins there is nothing to do.
            ActionResult result = input is BlockInput { IsEmpty: true } ? default : context.Action.Run(_fields, used, slot, _attempt, limits, Run.Token);
            errors = slot.Errors.Text;
            if (result.Exit.Wall == default)
                result = result with { Exit = result.Exit with { Wall = Run.Options.Clock.GetElapsedTime(began) } };
            // What nobody has read is read here: what came of bytes that are not verified is nothing.
            if ((result.Failure is null ? used.Finish() : used.Failure) is { } wrong)
                result = result with { Failure = wrong };
            if (input is BlockInput read)
                split!.Read(block!, read.Checksum);
            // The request that brought the object is not what failed.
            if (result.Failure is not null && used.Failure is null)
                RequestId = null;
            if (result.Failure is null)
                context.Times.Add(result.Exit.Wall);
            return result;
        }
        finally
        {
            slot.Output = null!;
            // Where failures end the run, the next one begins when this one is counted.
            if (context.Request.Halt is null && !context.EndsHere)
                ReturnSlot(isLast: false);
        }
    }

    ItemFailure? Publish(Worker worker, ProcessedObject row, ref ProgramOutput? output)
    {
        if (context.Reduction is { } reduction)
        {
            ProgramOutput given = output!;
            output = null;
            reduction.Add([row.Id], given);
            return null;
        }
        if (context.Place is { } place)
        {
            context.Slots.CountPublishing(1);
            try
            {
                return place.Publish(this, worker, output!, place.NameOf(_fields));
            }
            finally
            {
                context.Slots.CountPublishing(-1);
            }
        }
        if (context.Lines is null)
            return null;
        _isTold = true;
        ProgramOutput written = output!;
        output = null;
        if (context.Lines.Write(number, written, _fields.Relative, context.ReturnOutput) is not { } unwritten)
            return null;
        // The request that brought the object is not what failed.
        RequestId = null;
        return unwritten;
    }

    void End(ItemFailure? failure, ProcessedObject row, ProgramExit exit)
    {
        if (Run.Token.IsCancellationRequested && failure is not null)
        {
            EndPending();
            return;
        }
        if (context.Tell(row) is { } untold)
            (failure, RequestId) = (untold, null);
        if (failure is { Code: SplitObject.Compressed })
        {
            split?.Void(failure, revoked => context.Tell(revoked));
            context.Reduction?.Void();
        }
        if (failure is null && split?.Done(row, revoked => context.Tell(revoked), out _verified) is { } damaged)
        {
            failure = damaged;
            context.Tell(row with { Kind = failure.Kind, ErrorCode = failure.Code, Message = failure.Message });
            context.Reduction?.Void();
        }
        if (failure is null)
            EndDone(block?.Length ?? Math.Max(row.Size ?? 0, exit.BytesIn), null, _verified);
        else
            EndFailed(failure);
        context.EndIfHalted();
    }

    ProcessedObject Row(DateTimeOffset started, int attempt, ActionResult result, ProgramOutput? output, string errors, bool isLast)
    {
        ProcessedObject row = ProcessedRow.Create(_fields, ItemId.From(tree, entry, block), started, attempt, result, _output is null ? output : null, errors, isLast);
        return row with { VersionId = row.VersionId ?? VersionId, BytesOut = output?.Length ?? 0, Output = _output, FetchTime = _fetchTime, WaitTime = _waitTime };
    }
}
