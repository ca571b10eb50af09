using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sluice.Processing.Actions;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Processing;

public sealed partial class ObjectProcessor
{
    // Results that wait for who takes them, for each job: then functions wait too.
    const int ResultsAhead = 16;

    /// <summary>
    /// Gives each object to a function, on threads of its own, as many at once as <see cref="ProcessRequest.Jobs"/>, and its results to who iterates, in
    /// the order in which they come. An object that fails is a result; nothing is thrown for it. Throws <see cref="ArgumentException"/> for a request that makes
    /// no sense, and <see cref="Failures.FailureException"/> when the listing broke off. The stream is read once; its bytes are verified after the function returned,
    /// and a result of damaged bytes is thrown away and computed again.
    /// </summary>
    /// <param name="request">What to process; without a program, a built-in action or <see cref="ProcessRequest.To"/>.</param>
    /// <param name="map">The function.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<MappedObject<T>> MapAsync<T>(ProcessRequest request, Func<Stream, Location, CancellationToken, Task<T>> map, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<string> problems = [.. engine.Problems(), .. request.ProblemsOfFunction()];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join("\n", problems), nameof(request));
        Channel<MappedObject<T>> results = Channel.CreateBounded<MappedObject<T>>(ResultsAhead * request.Jobs);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ConcurrentDictionary<Location, T> values = new();
        using FunctionAction action = new(async (stream, _, fields, token) =>
            values[fields.At] = await map(stream, fields.At, token).ConfigureAwait(false));
        Task<TransferReport> running = RunAsync(request with
        {
            WritesLines = false,
            OnProcessed = done =>
            {
                request.OnProcessed?.Invoke(done);
                if (done.Kind is null)
                    return;
                values.TryRemove(done.Source, out T? value);
                MappedObject<T> result = new(done, done.Kind == Engine.OutcomeKind.Done ? value : default);
                while (!results.Writer.TryWrite(result) && !stop.IsCancellationRequested)
                    WaitForRoom(results.Writer, stop.Token);
            },
        }, action, stop.Token);
        _ = running.ContinueWith(static (ended, channel) => ((ChannelWriter<MappedObject<T>>)channel!).Complete(ended.Exception?.InnerException), results.Writer, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            while (await results.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                while (results.Reader.TryRead(out MappedObject<T>? result))
                    yield return result;
            TransferReport report = await running.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (report.ListingError is { } error)
                throw error.ToException();
        }
        finally
        {
            // Who breaks off stops the run, and nothing of it outlasts this.
            await stop.CancelAsync().ConfigureAwait(false);
            await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// As <see cref="MapAsync{T}"/>, and combines all results into one. The order is not told: <paramref name="combine"/> has to be associative and commutative.
    /// Throws <see cref="Failures.FailureException"/> for the first object that fails, because a fold that lacks one is another number.
    /// </summary>
    /// <param name="request">What to process.</param>
    /// <param name="seed">What an empty prefix gives.</param>
    /// <param name="map">The function.</param>
    /// <param name="combine">Combines two results; never called twice at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> FoldAsync<T>(ProcessRequest request, T seed, Func<Stream, Location, CancellationToken, Task<T>> map, Func<T, T, T> combine, CancellationToken cancellationToken = default)
    {
        T all = seed;
        await foreach (MappedObject<T> result in MapAsync(request, map, cancellationToken).ConfigureAwait(false))
        {
            _ = Counted(result);
            all = combine(all, result.Value!);
        }
        return all;
    }

    /// <summary>
    /// As <see cref="ProcessAsync(ProcessRequest, CancellationToken)"/>, with a function in place of the program: it reads its object from the first stream, and what it
    /// writes to the second is the object's output, published once it has returned and the bytes were verified. What it throws is its object's failure.
    /// </summary>
    /// <param name="request">What to process, without a program or a built-in action.</param>
    /// <param name="function">The function; as many at once as <see cref="ProcessRequest.Jobs"/>, on threads of the run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<TransferReport> ProcessAsync(ProcessRequest request, Func<Stream, Stream, Location, CancellationToken, Task> function, CancellationToken cancellationToken)
    {
        List<string> problems = [.. engine.Problems(), .. request.ProblemsOfWriter()];
        if (problems.Count > 0)
            throw new ArgumentException(string.Join("\n", problems), nameof(request));
        // The run disposes it.
        return RunAsync(request, new FunctionAction((stream, output, fields, token) => function(stream, output, fields.At, token)), cancellationToken);
    }

    static void WaitForRoom<TResult>(ChannelWriter<TResult> writer, CancellationToken token)
    {
        try
        {
            writer.WaitToWriteAsync(token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // Nobody takes results any more.
        }
    }
}
