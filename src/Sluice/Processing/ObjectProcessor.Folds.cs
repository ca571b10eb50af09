using Sluice.Processing.Results;
using Sluice.Trees;

namespace Sluice.Processing;

public sealed partial class ObjectProcessor
{
    /// <summary>
    /// As <see cref="FoldAsync{T}(ProcessRequest, T, Func{Stream, Location, CancellationToken, Task{T}}, Func{T, T, T}, CancellationToken)"/>, with a state in a file: the same
    /// program, killed at any moment and started again, goes on from its last chunk and counts each object once. An object that is new is counted, one that has
    /// gone stays counted. Throws <see cref="Failures.FailureException"/> also when an object that was counted has changed, after all others were counted, and when
    /// the file cannot be written; <see cref="ArgumentException"/> for a file of something else.
    /// </summary>
    /// <param name="request">What to process.</param>
    /// <param name="seed">What an empty prefix gives.</param>
    /// <param name="map">The function.</param>
    /// <param name="combine">Combines two results, in any order and grouping; never called twice at once.</param>
    /// <param name="checkpoint">Where the state is kept.</param>
    /// <param name="cancellationToken">Ends it; what was combined so far is kept.</param>
    public async Task<T> FoldAsync<T>(ProcessRequest request, T seed, Func<Stream, Location, CancellationToken, Task<T>> map, Func<T, T, T> combine, FoldCheckpoint<T> checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(checkpoint.Objects, 1);
        using FoldFile<T> file = new(checkpoint, seed, combine, request.Sources);
        TimeProvider clock = engine.Options.Clock;
        long saved = clock.GetTimestamp();
        try
        {
            await foreach (MappedObject<T> result in MapAsync(request with { LeavesOut = file.Has }, map, cancellationToken).ConfigureAwait(false))
            {
                file.Add(Counted(result), result.Value!);
                if (file.Pending < checkpoint.Objects && clock.GetElapsedTime(saved) < checkpoint.Interval)
                    continue;
                file.Save();
                saved = clock.GetTimestamp();
            }
        }
        finally
        {
            file.Save();
        }
        return file.Changed is { } changed
            ? throw Failures.Failure.Local("Changed", $"{changed} has changed since it was counted; remove {Failures.DisplayText.Of(checkpoint.Path)} to begin anew.").ToException()
            : file.Value;
    }

    static ProcessedObject Counted<T>(MappedObject<T> result) => result.IsDone ? result.Ended
        : throw Failures.Failure.Local(result.Ended.ErrorCode, $"{result.Ended.Source}: {result.Ended.Message}").ToException();
}
