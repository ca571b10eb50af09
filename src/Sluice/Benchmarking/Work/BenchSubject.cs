using System.Globalization;
using Sluice.Benchmarking.Measuring;
using Sluice.Benchmarking.TestObjects;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.Work;

/// <summary>Finds the objects that a benchmark works on, or makes them, and says what is done with them.</summary>
/// <param name="request">What to measure.</param>
/// <param name="options">As given.</param>
/// <param name="clients">All clients.</param>
/// <param name="client">That of the target.</param>
/// <param name="own">Prefix of the test objects; null when none are made.</param>
/// <param name="show">Takes what shows the progress.</param>
internal sealed class BenchSubject(BenchRequest request, TransferOptions options, S3ClientFactory clients, S3Client client, TestPrefix? own, Action<Func<BenchProgress>> show)
{
    // Room for one page of test objects' names at least; the engine itself takes no less.
    const long LeastBuffers = 16L << 20;

    readonly TimeProvider _clock = options.Clock;

    /// <summary>The engine's options, when the work needs others than were given.</summary>
    public TransferOptions Options { get; private set; } = request.Validate ? options : options with { Checksum = S3.Checksums.ChecksumAlgorithm.None };

    /// <summary>What makes the figures less than they look.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Prepares, which is not measured. Throws <see cref="BenchException"/> and <see cref="S3Exception"/>.</summary>
    public BenchWork Prepare(CancellationToken cancellationToken)
    {
        if (request.Operation == BenchOperation.Upload)
            return new UploadWork(Set("objects/", request.TestObjects));
        if (request.UsesTestObjects)
            Make(Set("objects/", request.TestObjects), request.TestObjects, cancellationToken);
        S3Location target = request.UsesTestObjects ? Below("objects/") : request.Target;
        if (request.Operation == BenchOperation.List)
            return new ListWork(client, target, options.Concurrency);
        List<ObjectSource> objects = Find(target, cancellationToken);
        if (request.Operation == BenchOperation.Copy)
            return new CopyWork(objects, Below("copies/"));
        if (request.Operation == BenchOperation.Download)
            return new DownloadWork(objects, target.Key.Bytes.LastIndexOf((byte)'/') + 1, own?.Record.Directory is { } directory ? new LocalLocation(directory) : LocalLocation.Null, Memory(objects));
        TestObjectSet put = Set("put/", request.TestObjects);
        Make(put, MixedWork.FirstPuts(request.Mix, objects.Count), cancellationToken);
        return new MixedWork(request.Mix, request.Seed, client, objects, put);
    }

    S3Location Below(string name) => own!.Location with { Key = own.Location.Key.Append(System.Text.Encoding.ASCII.GetBytes(name)) };

    TestObjectSet Set(string name, int count) => new(client, Below(name), count, request.TestObjectSize, new Pattern(request.Seed, request.TestObjectSize));

    void Make(TestObjectSet set, int count, CancellationToken cancellationToken)
    {
        if (count == 0)
            return;
        RoundTally tally = new(null);
        ItemOutcome? failed = null;
        TransferEngine engine = new(Options, clients);
        long start = _clock.GetTimestamp(), before = client.Counters.Requests;
        show(() => new BenchProgress
        {
            Phase = BenchPhase.Preparing,
            Elapsed = _clock.GetElapsedTime(start),
            ObjectsInAll = count,
            Objects = tally.Objects,
            Failed = tally.Failed,
            Bytes = engine.Progress.MovedBytes,
            Requests = client.Counters.Requests - before,
            Retries = engine.Progress.Retries,
            Concurrency = engine.Progress.Concurrency,
        });
        RunRequest run = new("bench")
        {
            OnOutcome = outcome =>
            {
                tally.Add(outcome);
                failed ??= outcome.Kind == OutcomeKind.Done ? null : outcome;
            },
        };
        TransferReport report = engine.RunAsync(run, context =>
        {
            for (int number = 0; number < count && !context.Token.IsCancellationRequested; number++)
            {
                context.Ledger.Listed(set.Size);
                if (!context.Offer(set.Upload(context, number)))
                    break;
            }
            return null;
        }, cancellationToken).GetAwaiter().GetResult();
        cancellationToken.ThrowIfCancellationRequested();
        if (report.ListingError is { } error)
            throw error.ToException();
        if (failed is not null)
            throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"{tally.Failed:N0} of {count:N0} test objects could not be made: {failed.Message}"), couldNotStart: true);
    }

    // As they are listed, because that is what a copy begins with: sizes, and ETags that pin them.
    List<ObjectSource> Find(S3Location target, CancellationToken cancellationToken)
    {
        int most = request.UsesTestObjects ? request.TestObjects : request.Objects ?? BenchRequest.MaxExisting;
        ObjectKey others = request.Target.Key.AsPrefix().Append(System.Text.Encoding.ASCII.GetBytes(TestPrefix.Name));
        List<ObjectSource> found = [];
        S3Tree tree = new(() => client, target with { IsLiteral = true }) { Given = target, NameStart = 0 };
        using TreeListing listing = tree.List(new TreeQuery { Order = ListingOrder.SortedWherePossible }, cancellationToken);
        while (listing.TryNext(out TreeEntry entry))
        {
            ListedObject listed = entry.Object!.Value;
            // Objects of benchmarks that run at the same time come and go.
            if (!request.UsesTestObjects && listed.Key.StartsWith(others))
                continue;
            if (found.Count == most)
            {
                if (request.Objects is null && !request.UsesTestObjects)
                    Remarks.Add(string.Create(CultureInfo.InvariantCulture, $"Only the first {most:N0} objects below the prefix were used; --objects takes more."));
                break;
            }
            if (listed.Size is not { } size)
                throw new BenchException($"The store does not list the size of {target with { Key = listed.Key, IsLiteral = true }}, and what cannot be counted cannot be measured.", couldNotStart: true);
            found.Add(new ObjectSource(client, target.Profile, target.Bucket, listed.Key, size, listed.ETag, listed.LastModified));
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (listing.Error is { } error)
            throw error.ToException();
        if (found.Count == 0)
            throw new BenchException($"There are no objects below {target}. Give another prefix, or --object-size to make test objects.", couldNotStart: true);
        if (request.UsesTestObjects && found.Count < most)
            throw new BenchException(string.Create(CultureInfo.InvariantCulture, $"The store lists {found.Count:N0} of the {most:N0} test objects that it took."), couldNotStart: true);
        return found;
    }

    RoundMemory? Memory(List<ObjectSource> objects)
    {
        if (!request.SaveTo.KeepsInMemory)
            return null;
        long all = options.Memory ?? MemoryLimit.Default(), most = Math.Max(0, all - LeastBuffers);
        // Sizes are what the store says.
        decimal wanted = objects.Sum(static item => (decimal)item.Size);
        if (wanted > most)
            throw new BenchException(string.Create(CultureInfo.InvariantCulture,
                $"The {objects.Count:N0} objects have {wanted:N0} bytes, and --save-to memory can keep {most:N0} of a memory of {all:N0}. Give more --memory, fewer --objects, or --save-to null."), couldNotStart: true);
        Options = Options with { Memory = all - (long)wanted };
        return new RoundMemory((long)wanted);
    }
}
