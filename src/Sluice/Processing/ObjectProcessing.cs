using System.Text;
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
internal sealed class ObjectProcessing(ProcessContext context, Tree tree, TreeEntry entry, long number) : SingleTransfer(context.Run)
{
    /// <summary>Objects up to this size are fetched before a program is there for them: many requests ahead of few programs.</summary>
    public const int MostHeld = 4 << 20;

    // Buffers are kept by their length: few lengths, so that they are used again.
    const int LeastHeld = 16 << 10;

    // Between attempts, doubled each time.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan MostPause = TimeSpan.FromSeconds(5);

    const int MostResult = 64 << 10;

    readonly ItemFields _fields = new(tree, entry);
    readonly Location? _output = context.Place is { } place ? place.At(place.NameOf(new ItemFields(tree, entry))) : null;
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
            FetchJudge? judge = tree.Objects is { } objects ? new FetchJudge(objects.Client.ETagsOf(objects.Place.Bucket)) : null;
            int fetches = 0;
            for (int attempt = 1; ; attempt++)
            {
                DateTimeOffset started = Run.Options.Clock.GetUtcNow();
                // 1 The bytes, or the beginning of them.
                long opening = Run.Options.Clock.GetTimestamp();
                ItemFailure? failure = Open(worker, judge, ref held, out ItemInput? input);
                (_fetchTime, _waitTime) = (Run.Options.Clock.GetElapsedTime(opening), default);
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
                        Pause(attempt);
                        continue;
                    }
                    // 4 The output, then the row, then the outcome: a crash in between repeats, and never skips.
                    if (failure is null)
                    {
                        failure = Publish(worker, ref output, ref isTold);
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

    ItemFailure? Open(Worker worker, FetchJudge? judge, ref HeldInput? held, out ItemInput? input)
    {
        input = held;
        if (held is not null)
        {
            held.Rewind();
            return null;
        }
        if (tree.Objects is not { } objects)
        {
            input = new FileInput(this, tree, entry);
            return input.Failure;
        }
        ObjectSource source = ObjectSource.From(objects, entry);
        bool needsSpace = context.Action.NeedsSpace;
        if (needsSpace && (source.Size < 0 || source.Size > Math.Min(Run.Memory.Limit / 4, 1 << 30)))
            return new ItemFailure(OutcomeKind.Failed, "TooLarge", $"A file of it does not fit into the memory allowed ({Run.Memory.Limit:N0} bytes, a quarter of which one object may have); a larger --memory, or stdin, takes it.");
        if (source.Size is < 0 or > MostHeld || source.Size > Run.Memory.Limit / 16)
        {
            input = new StreamedInput(this, worker, source, judge!, needsSpace ? LengthFor(source.Size) : 0);
            return input.Failure;
        }
        BufferLease? lease = source.Size == 0 ? null : Run.Memory.Reserve((needsSpace ? 2 : 1) * LengthFor(source.Size), Run.Token);
        ItemFailure? failure = MemoryFetch.Fetch(this, worker, source, null, null, lease is null ? default : lease.Span[..(int)source.Size], ChecksumAlgorithm.Crc64Nvme, out _, out _, out _verified);
        if (failure is not null)
        {
            lease?.Dispose();
            return failure;
        }
        input = held = new HeldInput(lease, (int)source.Size);
        return null;
    }

    ActionResult Act(ItemInput input, int attempt, ref JobSlot? kept, out ProgramOutput? output, out string errors)
    {
        long waiting = Run.Options.Clock.GetTimestamp();
        context.Lines?.AwaitTurn(number, Run.Token);
        output = null;
        JobSlot slot = context.Slots.Take(Run.Token);
        long began = Run.Options.Clock.GetTimestamp();
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
            ActionResult result = context.Action.Run(_fields, used, slot, attempt, limits, Run.Token);
            errors = slot.Errors.Text;
            if (result.Exit.Wall == default)
                result = result with { Exit = result.Exit with { Wall = Run.Options.Clock.GetElapsedTime(began) } };
            // What nobody has read is read here: what came of bytes that are not verified is nothing.
            if ((result.Failure is null ? used.Finish() : used.Failure) is { } wrong)
                result = result with { Failure = wrong };
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

    ItemFailure? Publish(Worker worker, ref ProgramOutput? output, ref bool isTold)
    {
        if (context.Place is { } place)
            return place.Publish(this, worker, output!, place.NameOf(_fields));
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
        if (failure is null)
            EndDone(Math.Max(row.Size ?? 0, exit.BytesIn), null, _verified);
        else
            EndFailed(failure);
        context.EndIfHalted();
    }

    void Pause(int attempt)
    {
        TimeSpan pause = FirstPause * (1 << Math.Min(attempt - 1, 10));
        if (Run.Token.WaitHandle.WaitOne(pause < MostPause ? pause : MostPause))
            throw new OperationCanceledException();
    }

    ProcessedObject Row(DateTimeOffset started, int attempt, ActionResult result, ProgramOutput? output, string errors, bool isLast)
    {
        ReadOnlySpan<byte> text = output is null ? default : output.InMemory[..Math.Min(output.InMemory.Length, MostResult)];
        bool isCut = output is not null && output.Length > text.Length;
        if (!isCut && text.EndsWith("\n"u8))
            text = text[..^1];
        return new ProcessedObject
        {
            Source = From,
            Name = new ObjectKey(_fields.Relative.ToArray()),
            Kind = isLast ? result.Failure?.Kind ?? OutcomeKind.Done : null,
            Id = ItemId.From(From, entry),
            VersionId = _fields.Version.Length > 0 ? _fields.Version : VersionId,
            ETag = _fields.ETag.Length > 0 ? _fields.ETag : null,
            Size = entry.Size,
            Attempt = attempt,
            Started = started,
            FetchTime = _fetchTime,
            WaitTime = _waitTime,
            Wall = result.Exit.Wall,
            UserCpu = result.Exit.User,
            SystemCpu = result.Exit.System,
            PeakMemory = result.Exit.PeakMemory,
            BytesIn = result.Exit.BytesIn,
            BytesOut = output?.Length ?? 0,
            ExitCode = result.Exit.Code,
            Signal = result.Exit.Signal,
            ErrorCode = result.Failure?.Code ?? "",
            Message = result.Failure?.Message ?? "",
            Result = _output is null ? Encoding.UTF8.GetString(text) : "",
            IsResultCut = isCut && _output is null,
            Output = _output,
            ErrorOutput = errors,
        };
    }

    // Powers of two.
    static int LengthFor(long size) => Math.Max(LeastHeld, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size));
}
