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
internal sealed class ObjectProcessing(ProcessContext context, Tree tree, TreeEntry entry, long number, SplitObject? split = null, LineBlock? block = null) : SingleTransfer(context.Run)
{
    readonly ItemFields _fields = new(tree, entry, block);
    readonly Location? _output = context.Place is { } place ? place.At(place.NameOf(new ItemFields(tree, entry, block))) : null;
    Verification _verified = Verification.Size;
    TimeSpan _fetchTime, _waitTime;

    /// <inheritdoc/>
    public override Location From => tree.At(entry);

    /// <inheritdoc/>
    public override Location? To => _output;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        bool isTold = false;
        try
        {
            if (context.IsHalted)
                EndPending();
            else
                Process(worker, ref isTold);
        }
        finally
        {
            // Those that come later wait for the number, whatever became of it.
            if (!isTold)
                context.Lines?.Write(number, null, default, context.ReturnOutput);
        }
    }

    void Process(Worker worker, ref bool isTold)
    {
        HeldInput? held = null;
        try
        {
            // Before it has memory: those whose turn comes first may wait for that.
            context.Lines?.AwaitTurn(number, Run.Token);
            FetchJudge? judge = tree.Objects is { } objects ? new FetchJudge(objects.Client.ETagsOf(objects.Place.Bucket)) : null;
            ItemOpening opening = new(context, this, tree, entry, split, block);
            int fetches = 0;
            for (int attempt = 1; ; attempt++)
            {
                DateTimeOffset started = Run.Options.Clock.GetUtcNow();
                // 1 The bytes, or the beginning of them.
                long opened = Run.Options.Clock.GetTimestamp();
                ItemFailure? failure;
                ItemInput? input;
                context.Slots.CountFetching(1);
                try
                {
                    failure = opening.Open(worker, judge, ref held, out input, ref _verified);
                }
                finally
                {
                    context.Slots.CountFetching(-1);
                }
                (_fetchTime, _waitTime) = (Run.Options.Clock.GetElapsedTime(opened), default);
                ActionResult result = new(failure, default);
                ProgramOutput? output = null;
                string errors = "";
                JobSlot? kept = null;
                try
                {
                    // 2 The action, once it is this object's turn.
                    if (failure is null)
                        result = Act(input!, attempt, ref kept, out output, out errors);
                    failure = result.Failure;
                    // 3 What damaged bytes came to is nothing.
                    if (input is { Failure: { } wrong } && held is null)
                        failure = wrong;
                    if (input is StreamedInput streamed)
                        _verified = streamed.Verified;
                    if (failure is { IsCorruption: true } && ++fetches < SingleDownload.MaxFetches)
                    {
                        Run.Ledger.CountRefetch();
                        attempt--;
                        continue;
                    }
                    bool again = failure is { MayPass: true } && attempt <= context.Request.Retries && IsOfProgram(result);
                    ProcessedObject row = Row(started, attempt, result with { Failure = failure }, output, errors, isLast: !again);
                    if (again)
                    {
                        context.Tell(row);
                        context.Pause(attempt);
                        continue;
                    }
                    // 4 The output, then the row, then the outcome: a crash in between repeats, and never skips.
                    if (failure is null)
                    {
                        failure = Publish(worker, row, ref output, ref isTold);
                        if (failure is not null)
                            row = row with { Kind = failure.Kind, ErrorCode = failure.Code, Message = failure.Message };
                    }
                    End(failure, row, result.Exit);
                    return;
                }
                finally
                {
                    if (kept is not null)
                        context.Slots.Return(kept);
                    if (output is not null)
                        context.ReturnOutput(output);
                    if (input != held)
                        input?.Dispose();
                }
            }
        }
        finally
        {
            held?.Dispose();
        }
    }

    // Trouble of the store was retried where it happened.
    static bool IsOfProgram(ActionResult result) => result.Failure is not null;

    ActionResult Act(ItemInput input, int attempt, ref JobSlot? kept, out ProgramOutput? output, out string errors)
    {
        long waiting = Run.Options.Clock.GetTimestamp();
        output = null;
        JobSlot slot = context.Slots.Take(_fields.Relative, Run.Token);
        long began = slot.Since;
        _waitTime = Run.Options.Clock.GetElapsedTime(waiting, began);
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
            ActionResult result = input is BlockInput { IsEmpty: true } ? default : context.Action.Run(_fields, used, slot, attempt, limits, Run.Token);
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
            if (context.Request.Halt is null)
                context.Slots.Return(slot);
            else
                kept = slot;
        }
    }

    ItemFailure? Publish(Worker worker, ProcessedObject row, ref ProgramOutput? output, ref bool isTold)
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
        isTold = true;
        ProgramOutput written = output!;
        output = null;
        return context.Lines.Write(number, written, _fields.Relative, context.ReturnOutput);
    }

    void End(ItemFailure? failure, ProcessedObject row, ProgramExit exit)
    {
        if (Run.Token.IsCancellationRequested && failure is not null)
        {
            EndPending();
            return;
        }
        context.Tell(row);
        if (failure is null && split?.Done(row, context.Tell, out _verified) is { } revoked)
        {
            failure = revoked;
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
