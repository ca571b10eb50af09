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
    readonly ProcessInput _input;

    /// <summary>Runs this program.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="input">How it gets its object.</param>
    /// <param name="jobs">Programs at once.</param>
    /// <param name="isBatched">It is given several objects at once.</param>
    public ProgramAction(ProcessProgram program, ProcessInput input, int jobs, bool isBatched)
    {
        _input = input;
        _words = [.. program.Words.Select(static word => ItemTemplate.Parse(word, out string problem) ?? throw new ArgumentException(problem))];
        Arguments = string.Join(' ', program.Words);
        Identity = $"program\0{input}\0{(isBatched ? "batch\0" : "")}" + string.Join('\0', program.Words);
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
    public override bool NeedsSpace => _input == ProcessInput.File;

    /// <inheritdoc/>
    public override ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        Place place = slot.Kept as Place ?? new Place(this, slot.Number);
        slot.Kept = place;
        ReadOnlySpan<byte> path = _input == ProcessInput.Fifo ? "/dev/stdin"u8 : default;
        if (_input == ProcessInput.File)
        {
            if (place.File.Fill(input, item.Name.Span) is { } unread)
                return new ActionResult(unread, default);
            path = Encoding.UTF8.GetBytes(place.File.Path);
        }
        ProgramWords words = place.Words;
        words.Clear();
        foreach (ItemTemplate word in _words)
        {
            word.Write(item, path, words.Text);
            words.EndArgument();
        }
        ProgramEnvironment.Add(words, item, attempt);
        if (_input == ProcessInput.File)
            words.Add("SLUICE_PATH"u8, path);
        ItemFailure? failure = place.Run.Run(_input == ProcessInput.File ? null : input, slot.Output, slot.Errors, limits, token, out ProgramExit exit);
        if (_input == ProcessInput.File)
        {
            place.File.Remove();
            exit = exit with { BytesIn = input.BytesRead };
        }
        return new ActionResult(failure ?? (exit.IsGood ? null : ProgramFailure.From(exit, slot.Errors.ReasonOf(_input == ProcessInput.File ? path : default))), exit);
    }

    /// <summary>Runs it once for several objects: a placeholder that is a word of its own becomes a word for each of them.</summary>
    /// <param name="items">Their names.</param>
    /// <param name="inputs">The bytes of each, for files.</param>
    /// <param name="chain">The same bytes one behind the other, for stdin.</param>
    /// <param name="slot">Where it runs.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="limits">What ends it.</param>
    /// <param name="token">Ends it too.</param>
    public ActionResult Run(ReadOnlySpan<ItemFields> items, IReadOnlyList<ItemInput> inputs, ItemInput chain, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        Place place = slot.Kept as Place ?? new Place(this, slot.Number);
        slot.Kept = place;
        List<byte[]> paths = [];
        try
        {
            for (int index = 0; _input == ProcessInput.File && index < items.Length; index++)
            {
                InputFile file = place.FileOf(index);
                if (file.Fill(inputs[index], items[index].Name.Span) is { } unread)
                    return new ActionResult(unread, default);
                paths.Add(Encoding.UTF8.GetBytes(file.Path));
            }
            ProgramWords words = place.Words;
            words.Clear();
            foreach (ItemTemplate word in _words)
                for (int index = 0; index < (word.IsField ? items.Length : 1); index++)
                {
                    word.Write(items[index], paths.Count > 0 ? paths[index] : default, words.Text);
                    words.EndArgument();
                }
            ProgramEnvironment.AddBatch(words, items.Length, attempt);
            ItemFailure? failure = place.Run.Run(_input == ProcessInput.File ? null : chain, slot.Output, slot.Errors, limits, token, out ProgramExit exit);
            if (paths.Count > 0)
                exit = exit with { BytesIn = inputs.Sum(static input => input.BytesRead) };
            return new ActionResult(failure ?? (exit.IsGood ? null : ProgramFailure.From(exit, slot.Errors.ReasonOf(paths is [{ } only] ? only : default))), exit);
        }
        finally
        {
            for (int index = 0; index < paths.Count; index++)
                place.FileOf(index).Remove();
        }
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

        public InputFile File { get; } = new(Path.Combine(action.Watcher.Place, slot.ToString(CultureInfo.InvariantCulture)));

        readonly List<InputFile> _files = [];

        // Names of objects may be alike: each has a directory of its own.
        public InputFile FileOf(int index)
        {
            while (_files.Count <= index)
                _files.Add(new InputFile(Path.Combine(action.Watcher.Place, string.Create(CultureInfo.InvariantCulture, $"{slot}-{_files.Count}"))));
            return _files[index];
        }

        public void Dispose()
        {
            File.Dispose();
            foreach (InputFile file in _files)
                file.Dispose();
        }
    }
}
