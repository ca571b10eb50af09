using Sluice.Processing.Outputs;
using Sluice.Transfer;

namespace Sluice.Processing.Reducing;

/// <summary>
/// Combines outputs while they come: as many as make a chunk at once, then what became of chunks, level by level, so that nothing is read more often
/// than there are levels. Outputs beyond some hundred KiB a chunk are on disk. Safe for many threads.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="program">Combines.</param>
/// <param name="checkpoint">Keeps chunks for a later run of the same command; null for none.</param>
internal sealed class Reduction(ProcessContext context, ReduceProgram program, ReduceCheckpoint? checkpoint) : IDisposable
{
    // A chunk: enough that starting the program costs little beside it, little enough to lose.
    const int MostOutputs = 256;
    const long MostBytes = 8 << 20;
    static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly List<Chunk> _levels = [];
    long _kept;
    volatile bool _isVoid;

    /// <summary>True when an earlier run has combined this item; each that is asked for is one that is still there.</summary>
    public bool HasDone(UInt128 id)
    {
        if (checkpoint?.Done.Contains(id) != true)
            return false;
        Interlocked.Increment(ref _kept);
        return true;
    }

    /// <summary>Takes what earlier runs have combined; why that failed, or null.</summary>
    public ItemFailure? Resume()
    {
        foreach (string chunk in checkpoint?.Files ?? [])
        {
            ProgramOutput output = context.TakeOutput();
            if ((checkpoint!.Read(chunk, output) ?? Add(1, [], output)) is { } failure)
                return failure;
        }
        return null;
    }

    /// <summary>True when an earlier run has combined anything.</summary>
    public bool Resumes => checkpoint is { Done.Count: > 0 };

    /// <summary>Takes what a program wrote for these items. When it cannot be combined, the run ends, and no item is to blame: throws <see cref="OperationCanceledException"/> then.</summary>
    public void Add(ReadOnlySpan<UInt128> ids, ProgramOutput output)
    {
        if (Add(0, ids, output) is not { } broken)
            return;
        context.Run.End(Failures.Failure.Local(broken.Code, broken.Message));
        throw new OperationCanceledException();
    }

    /// <summary>What was combined is void: nothing of it can be taken out again.</summary>
    public void Void()
    {
        _isVoid = true;
        checkpoint?.Clear();
    }

    /// <summary>Combines what is left. Once, when nothing is added any more. Null, and why, when that failed.</summary>
    public ProgramOutput? Finish(out ItemFailure? failure)
    {
        failure = _isVoid ? new ItemFailure(Engine.OutcomeKind.Failed, "Reduce", "No result: outputs of damaged bytes were combined already; the same command begins anew.")
            : checkpoint is not null && _kept < checkpoint.Done.Count
            ? new ItemFailure(Engine.OutcomeKind.Failed, "Reduce", $"No result: earlier runs of this command combined objects that are not among those of this one ({checkpoint.Done.Count - _kept:N0}): changed, removed or left out since. Name another results file to begin anew.")
            : null;
        ProgramOutput? last = null;
        for (int level = 0; failure is null && level < _levels.Count; level++)
        {
            Chunk chunk = _levels[level];
            if (last is not null)
            {
                chunk.Take([], last);
                context.ReturnOutput(last);
            }
            // One of a higher level is what a chunk became already.
            last = chunk.Count == 0 ? null : level > 0 && chunk.Count == 1 ? chunk.Give() : Combine(level, chunk, out failure);
        }
        // What becomes of nothing is the program's to say.
        if (failure is null && last is null)
            last = Combine(1, new Chunk(context), out failure);
        return last;
    }

    ItemFailure? Add(int level, ReadOnlySpan<UInt128> ids, ProgramOutput output)
    {
        while (true)
        {
            Chunk? full = null;
            lock (_gate)
            {
                while (_levels.Count <= level)
                    _levels.Add(new Chunk(context));
                Chunk chunk = _levels[level];
                chunk.Take(ids, output);
                if (chunk.Count >= MostOutputs || chunk.Bytes >= MostBytes && chunk.Count > 1 || level == 0 && checkpoint is not null && chunk.Age > MostAge)
                {
                    full = chunk;
                    _levels[level] = new Chunk(context);
                }
            }
            context.ReturnOutput(output);
            if (full is null)
                return null;
            if (Combine(level, full, out ItemFailure? failure) is not { } combined)
                return failure;
            output = combined;
            ids = [];
            level++;
        }
    }

    ProgramOutput? Combine(int level, Chunk chunk, out ItemFailure? failure)
    {
        ProgramOutput combined = context.TakeOutput();
        failure = program.Run(chunk.Outputs, combined, context.Run.Token) ?? (level == 0 ? checkpoint?.Keep(chunk.Ids, combined) : null);
        context.ReturnOutput(chunk.Give());
        if (failure is null)
            return combined;
        context.ReturnOutput(combined);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        program.Dispose();
        foreach (Chunk chunk in _levels)
            chunk.Give().Dispose();
    }

    sealed class Chunk(ProcessContext context)
    {
        readonly long _begun = context.Run.Options.Clock.GetTimestamp();
        ProgramOutput? _outputs;

        public int Count { get; private set; }

        public List<UInt128> Ids { get; } = [];

        public ProgramOutput Outputs => _outputs ??= context.TakeOutput();

        public long Bytes => Outputs.Length;

        public TimeSpan Age => context.Run.Options.Clock.GetElapsedTime(_begun);

        public void Take(ReadOnlySpan<UInt128> ids, ProgramOutput output)
        {
            Count++;
            Ids.AddRange(ids);
            // Lines stay lines: what one of them wrote never continues what another one did.
            Outputs.AppendLines(output);
        }

        public ProgramOutput Give()
        {
            ProgramOutput given = Outputs;
            _outputs = null;
            Count = 0;
            return given;
        }
    }
}
