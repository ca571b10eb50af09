using System.Globalization;
using System.Text;
using Sluice.Processing.Inputs;
using Sluice.Processing.Programs;
using Sluice.Transfer;

namespace Sluice.Processing.Actions;

/// <summary>A program for each object, which reads it from its standard input.</summary>
internal sealed class ProgramAction : ObjectAction
{
    readonly ItemTemplate[] _words;
    readonly NativeText _inherited;

    /// <summary>Runs this program.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="jobs">Programs at once.</param>
    public ProgramAction(ProcessProgram program, int jobs)
    {
        _words = [.. program.Words.Select(static word => ItemTemplate.Parse(word, out string problem) ?? throw new ArgumentException(problem))];
        Arguments = string.Join(' ', program.Words);
        Identity = "program\0" + string.Join('\0', program.Words);
        Watcher = new ProgramWatcher(jobs);
        _inherited = ProgramEnvironment.Inherited(Watcher.Token);
    }

    /// <summary>Ends programs should this process die.</summary>
    public ProgramWatcher Watcher { get; }

    /// <inheritdoc/>
    public override string Identity { get; }

    /// <inheritdoc/>
    public override string Arguments { get; }

    /// <inheritdoc/>
    public override ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        Place place = slot.Kept as Place ?? new Place(this, slot.Number);
        slot.Kept = place;
        ProgramWords words = place.Words;
        words.Clear();
        foreach (ItemTemplate word in _words)
        {
            word.Write(item, path: default, words.Text);
            words.EndArgument();
        }
        ProgramEnvironment.Add(words, item, attempt);
        ItemFailure? failure = place.Run.Run(input, slot.Output, slot.Errors, limits, token, out ProgramExit exit);
        return new ActionResult(failure ?? (exit.IsGood ? null : ProgramFailure.From(exit, slot.Errors.FirstLine)), exit);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Watcher.Dispose();
        _inherited.Dispose();
        base.Dispose();
    }

    sealed class Place(ProgramAction action, int slot) : IDisposable
    {
        public ProgramWords Words { get; } = new(action._inherited);

        public ProgramRun Run => field ??= new ProgramRun(action.Watcher, slot, Words);

        public void Dispose() { }
    }
}
