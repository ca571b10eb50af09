using Sluice.Processing.Inputs;
using Sluice.Processing.Programs;

namespace Sluice.Processing.Actions;

/// <summary>Actions that need no program, on the worker's own thread. What several tell of an object stands in one line, with tabs between.</summary>
internal sealed class BuiltInAction(ProcessBuiltIn actions) : ObjectAction
{
    /// <inheritdoc/>
    public override string Identity => $"built-in\0{actions}";

    /// <inheritdoc/>
    public override ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        Readers readers = slot.Kept as Readers ?? new Readers(actions);
        slot.Kept = readers;
        foreach (PieceReader reader in readers.All)
            reader.Begin(slot.Output);
        while (input.Next() is { IsEmpty: false } piece)
            foreach (PieceReader reader in readers.All)
                reader.Append(piece.Span);
        bool first = true;
        foreach (PieceReader reader in readers.All)
        {
            if (!first)
                slot.Output.Append("\t"u8);
            reader.End();
            first = false;
        }
        return new ActionResult(null, new ProgramExit(null, null) { BytesIn = input.BytesRead });
    }

    sealed class Readers : IDisposable
    {
        public Readers(ProcessBuiltIn actions)
        {
            foreach (string count in actions.Counts)
                All.Add(new CountReader(count));
            foreach (string hash in actions.Hashes)
                All.Add(new HashReader(hash));
            if (actions.Grep is { } pattern)
                All.Add(new GrepReader(ProcessBuiltIn.Compile(pattern)));
        }

        public List<PieceReader> All { get; } = [];

        public void Dispose()
        {
            foreach (PieceReader reader in All)
                reader.Dispose();
        }
    }
}
