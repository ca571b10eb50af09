using Sluice.Engine;
using Sluice.Processing.Inputs;
using Sluice.Processing.Programs;
using Sluice.Transfer;

namespace Sluice.Processing.Actions;

/// <summary>Programs that stay, each for many objects: one JSON object a line tells them of an object, one a line tells what came of it.</summary>
internal sealed class PersistentAction : ObjectAction
{
    readonly ProcessProgram _program;
    readonly ProgramWatcher _watcher;
    readonly NativeText _inherited;
    readonly Action<string>? _notice;
    int _isTold;

    /// <summary>Runs this program.</summary>
    /// <param name="program">The program and its arguments, without placeholders.</param>
    /// <param name="jobs">Programs at once.</param>
    /// <param name="notice">Told, once, that no program answers.</param>
    public PersistentAction(ProcessProgram program, int jobs, Action<string>? notice)
    {
        (_program, _notice) = (program, notice);
        Arguments = string.Join(' ', program.Words);
        Identity = "persistent\0" + string.Join('\0', program.Words);
        _watcher = new ProgramWatcher(jobs);
        _inherited = ProgramEnvironment.Inherited(_watcher.Token);
    }

    /// <inheritdoc/>
    public override string Identity { get; }

    /// <inheritdoc/>
    public override string Arguments { get; }

    /// <inheritdoc/>
    public override bool NeedsSpace => true;

    /// <inheritdoc/>
    public override ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        Place place = slot.Kept as Place ?? new Place(this, slot.Number);
        slot.Kept = place;
        if (place.File.Fill(input, default) is { } unread)
            return new ActionResult(unread, default);
        return place.Program.Ask(item, place.File.Path, attempt, slot, limits, token);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _watcher.Dispose();
        _inherited.Dispose();
        base.Dispose();
    }

    void TellSilence()
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            _notice?.Invoke($"No answer to the first object for {ResidentProgram.Patience.TotalSeconds:0} s. A program that stays answers each line that it reads at once, and flushes; one that reads to the end of its input never does: run it without --persistent. --timeout TIME ends what takes too long.");
    }

    sealed class Place(PersistentAction action, int slot) : IDisposable
    {
        public InputFile File { get; } = new(Path.Combine(action._watcher.Place, slot.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        public ResidentProgram Program { get; } = new(action._program, action._watcher, slot, new ProgramWords(action._inherited), action.TellSilence);

        public void Dispose()
        {
            Program.Dispose();
            File.Dispose();
        }
    }
}
