using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.Tuning;

/// <summary>
/// Lets the controller look for its settings at a store: small and large objects, up and down, each for its share of the
/// time. Each is a benchmark, and what those make in the bucket they remove.
/// </summary>
/// <param name="target">Where test objects go, or existing ones are.</param>
/// <param name="readOnly">True to write nothing and to get what is there.</param>
/// <param name="duration">Time for all of it, without making and removing test objects.</param>
/// <param name="options">How the engine uses the machine.</param>
/// <param name="openClients">Makes the clients, as for <see cref="Benchmark"/>.</param>
public sealed class Tuner(S3Location target, bool readOnly, TimeSpan duration, TransferOptions options, Func<Action<RequestSample>, S3ClientFactory> openClients)
{
    // To make the objects that are to be got may take a third of the time that they are got for.
    const double MakingShare = 1 / 3.0;
    const int MostObjects = 4096;
    const int LeastObjects = 16;

    /// <summary>As <see cref="BenchRequest.StateDirectory"/>.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Told before each kind of work.</summary>
    public Action<TuneWork, TimeSpan>? OnBegin { get; init; }

    /// <summary>Told what was found for one.</summary>
    public Action<TuneFinding>? OnFound { get; init; }

    /// <summary>As <see cref="Benchmark.OnNote"/>.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>The benchmark under way.</summary>
    public Benchmark? Current { get; private set; }

    /// <summary>Runs it. Throws as <see cref="Benchmark.RunAsync"/> does.</summary>
    public async Task<IReadOnlyList<TuneFinding>> RunAsync(CancellationToken cancellationToken)
    {
        List<TuneFinding> found = [];
        IReadOnlyList<TuneWork> all = readOnly ? TuneWork.ReadOnly : TuneWork.All;
        TimeSpan each = duration / all.Count;
        double uploadRate = 0;
        foreach (TuneWork work in all)
        {
            OnBegin?.Invoke(work, each);
            Benchmark benchmark = new(RequestOf(work, each, uploadRate), options, openClients) { OnNote = OnNote };
            Current = benchmark;
            BenchResult result = await benchmark.RunAsync(cancellationToken).ConfigureAwait(false);
            if (benchmark.Left is { } left)
                OnNote?.Invoke(left);
            uploadRate = result.Total.BytesPerSecond;
            if (TuneFinding.From(work, result) is not { } finding)
                continue;
            found.Add(finding);
            OnFound?.Invoke(finding);
        }
        return found;
    }

    /// <summary>
    /// Where later runs are to begin: in the middle, in ratios, of what was found, because one start serves all kinds of work.
    /// </summary>
    public static int StartOf(IReadOnlyList<TuneFinding> found) =>
        (int)Math.Round(Math.Exp(found.Average(static finding => Math.Log(Math.Max(1, finding.Concurrency)))));

    /// <summary>The most that later runs are to try: the default, or twice what was found where that comes near it.</summary>
    public static int MostOf(IReadOnlyList<TuneFinding> found) =>
        Math.Clamp(2 * found.Max(static finding => finding.Concurrency), ConcurrencyController.DefaultMaximum, 1024);

    BenchRequest RequestOf(TuneWork work, TimeSpan time, double uploadRate)
    {
        // As many as can be made in the time for that, at the rate of the upload before.
        double making = uploadRate * time.TotalSeconds * MakingShare;
        int? objects = work.ObjectSize is not { } size ? null
            : work.Operation == BenchOperation.Upload ? size < 1 << 20 ? MostObjects : LeastObjects * 4
            : (int)Math.Clamp(making / size, LeastObjects, MostObjects);
        return new BenchRequest
        {
            Operation = work.Operation,
            Target = target,
            ObjectSize = work.ObjectSize,
            Objects = objects,
            Duration = time,
            WarmUp = TimeSpan.Zero,
            StateDirectory = StateDirectory,
        };
    }
}
