using System.Collections.Concurrent;
using System.Text;
using Sluice.Processing.Outputs;
using Sluice.Processing.Programs;
using Sluice.Transfer;

namespace Sluice.Processing.Reducing;

/// <summary>The line for a shell that combines outputs: several of them come on its standard input, one behind the other. Safe for many threads.</summary>
internal sealed class ReduceProgram : IDisposable
{
    // It has all that it needs at hand: what fails a third time is no accident.
    const int MostAttempts = 3;

    readonly byte[][] _words;
    readonly ProgramWatcher _watcher;
    readonly NativeText _inherited;
    readonly ConcurrentBag<Place> _free;
    readonly SemaphoreSlim _slots;

    /// <summary>Makes it ready.</summary>
    /// <param name="line">The line.</param>
    /// <param name="jobs">Times that it may run at once.</param>
    public ReduceProgram(string line, int jobs)
    {
        _words = [.. ((ReadOnlySpan<string>)["sh", "-c", line]).ToArray().Select(Encoding.UTF8.GetBytes)];
        _watcher = new ProgramWatcher(jobs);
        _inherited = ProgramEnvironment.Inherited(_watcher.Token);
        _free = [.. Enumerable.Range(0, jobs).Select(slot => new Place(_watcher, _inherited, slot))];
        _slots = new SemaphoreSlim(jobs);
    }

    /// <summary>Combines; why that failed, or null. Throws <see cref="OperationCanceledException"/>.</summary>
    /// <param name="outputs">Outputs, one behind the other; their owner keeps them.</param>
    /// <param name="combined">Takes what becomes of them.</param>
    /// <param name="token">Ends it.</param>
    public ItemFailure? Run(ProgramOutput outputs, ProgramOutput combined, CancellationToken token)
    {
        _slots.Wait(token);
        _ = _free.TryTake(out Place? place);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                combined.Clear();
                ItemFailure? failure = place!.Run(_words, outputs, combined, token);
                if (failure is not { MayPass: true } || attempt == MostAttempts)
                    return failure is null ? null : failure with { Code = "Reduce", Message = $"--reduce failed, and without it there is no result: {failure.Message}" };
            }
        }
        finally
        {
            _free.Add(place!);
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher.Dispose();
        _inherited.Dispose();
        _slots.Dispose();
    }

    sealed class Place
    {
        readonly ProgramWords _words;
        readonly ProgramRun _run;
        readonly ErrorTail _errors = new();

        public Place(ProgramWatcher watcher, NativeText inherited, int slot)
        {
            _words = new ProgramWords(inherited);
            _run = new ProgramRun(watcher, slot, _words);
        }

        public ItemFailure? Run(byte[][] words, ProgramOutput outputs, ProgramOutput combined, CancellationToken token)
        {
            _errors.Clear();
            _words.Clear();
            foreach (byte[] word in words)
            {
                System.Buffers.BuffersExtensions.Write(_words.Text, word);
                _words.EndArgument();
            }
            using OutputInput input = new(outputs);
            return _run.Run(input, combined, _errors, default, token, out ProgramExit exit)
                ?? (exit.IsGood ? null : ProgramFailure.From(exit, _errors.Reason));
        }
    }
}
