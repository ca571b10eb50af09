using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Queues;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Jobs;

/// <summary>Makes the chunks of a job while its source is listed: workers may begin with the first. One that was killed goes on behind its last chunk.</summary>
/// <param name="store">The job.</param>
public sealed class JobPlanner(JobStore store)
{
    /// <summary>Items of a chunk, unless asked otherwise.</summary>
    public const int DefaultItems = 10_000;

    /// <summary>Bytes of a chunk, unless asked otherwise: 10 GiB. A larger object is a chunk of its own.</summary>
    public const long DefaultBytes = 10L << 30;

    /// <summary>
    /// Creates the job, or goes on with its creation. Throws <see cref="ArgumentException"/> for a job that is there already, or is another one, and
    /// <see cref="FailureException"/> when a store fails.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="source">What its command reads.</param>
    /// <param name="destination">Where its command writes to, as it was typed: a template up to its first placeholder counts. Null for nowhere.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="items">Items of a chunk at most, 1 to 100,000.</param>
    /// <param name="bytes">Bytes of a chunk at most.</param>
    /// <param name="planned">Told of items planned so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; the same call goes on.</param>
    /// <param name="queue">That of <see cref="JobDefinition.Queue"/>, which is filled; null where the job has none.</param>
    /// <param name="delta">The job that it goes on from, that of <see cref="JobDefinition.Since"/>; null for all of the source.</param>
    /// <param name="rangeOf">Its items are ranges of about so many keys, which are not listed now; null for the objects themselves.</param>
    public JobPlan Create(JobDefinition job, Location source, Location? destination, S3ClientFactory clients, int items, long bytes, Action<long>? planned, CancellationToken cancellationToken, SqsMessages? queue = null, JobDelta? delta = null, int? rangeOf = null)
    {
        TreeContext trees = new(clients);
        Tree tree = source.Open(trees, recursive: true);
        if (tree.Objects is null || tree.Shape == TreeShape.One)
            throw new ArgumentException($"A job reads a prefix of a bucket, which all workers see; {source} is none.");
        if (delta is { Removes: true } && tree.ListsThePast)
            throw new ArgumentException("--delete needs a listing: an object that an inventory does not have may be there all the same.");
        if (source.Overlaps(store.Place, trees))
            throw new ArgumentException($"The job ({store.Place}) and its source ({source}) are not apart: its own files would be items. Keep jobs elsewhere.");
        if (destination is not null && JobPlaces.Fixed(destination).Overlaps(store.Place, trees))
            throw new ArgumentException($"The job ({store.Place}) and its destination ({destination}) are not apart: what is written there could be the job's own files. Keep jobs elsewhere.");
        if (job.Claim == "lease" && !store.HonoursConditions(cancellationToken))
            throw new ArgumentException("The job's store does not keep conditions (If-None-Match, If-Match), by which workers share chunks; --claim index needs none, and --claim sqs:// only the first.");
        if (queue is not null)
            CheckForQueue(store, cancellationToken);
        // Workers of two jobs would take each other's messages, and each time that counts as a worker's death over a chunk.
        if (queue is not null && store.Read(JobNames.Job, cancellationToken) is null && queue.Count(cancellationToken) is > 0 and long messages)
            throw new ArgumentException($"The queue has {messages:N0} messages, of another job or of something else: a queue serves one job at a time. Name one that is empty, or that is not there yet.");
        // 1 The job, or the one that is there.
        (job, bool isNew, int chunks, long itemsBefore, long bytesBefore, long? unsizedBefore, ReadOnlyMemory<byte> last) = Begin(job, rangeOf is not null, cancellationToken);
        int first = chunks;
        Follow(isNew);
        // 2 Its chunks. What an earlier creation may not have sent is sent again: twice does no harm.
        List<string> unsent = [.. Enumerable.Range(Math.Max(0, chunks - SqsMessages.MostInBatch), Math.Min(chunks, SqsMessages.MostInBatch)).Select(JobNames.Numbered)];
        using TreeListing listing = rangeOf is null ? tree.List(TreeQuery.Sorted, cancellationToken) : ChunkTree.Nothing;
        bool isEmpty = true;
        List<ChunkItem> chunk = [];
        long chunkBytes = 0;
        foreach (ChunkItem item in rangeOf is { } keys ? Ranges(keys) : delta is null ? Listed() : delta.Rest(Listed(), () => listing.Error is null && !isEmpty && !cancellationToken.IsCancellationRequested, source, destination, cancellationToken))
        {
            if (rangeOf is null && last.Length > 0 && item.Name.AsSpan().SequenceCompareTo(last.Span) <= 0)
                continue;
            bool isSplit = !item.IsRemoved && item.Size > job.SplitSize;
            if (chunk.Count == items || chunk.Count > 0 && (isSplit || chunkBytes + (item.Size ?? 0) > bytes))
                Write();
            chunk.Add(isSplit ? item with { SplitSize = job.SplitSize } : item);
            chunkBytes += item.Size ?? 0;
            if (isSplit)
                Write();
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (listing.Error is { } error)
        {
            // What could not begin leaves no job of that name.
            if (isNew && chunks == 0 && error.Kind != FailureKind.Canceled)
                Forget();
            throw error.ToException();
        }
        if (chunk.Count > 0)
            Write();
        // A source without a single object may be mistyped; one in which nothing has changed is not.
        if (chunks == 0 && (delta is null || isEmpty))
        {
            if (isNew)
                Forget();
            (string Code, string Message)? why = tree.WhyEmpty(cancellationToken);
            if (why?.Code == AbsentName.IsObject)
                throw new ArgumentException($"A job reads a prefix, and {source} is an object.");
            throw new FailureException(Failure.Local(why?.Code ?? "NoMatch", $"There is nothing to do: {why?.Message ?? $"{source} is empty."}"));
        }
        Send();
        // 3 The end of the plan: from now on nothing is missing.
        JobPlan plan = new(job.Mark, chunks, itemsBefore, bytesBefore) { Unsized = unsizedBefore };
        if (store.Create(JobNames.Plan, JobJson.Write(plan, JobJson.Default.JobPlan), cancellationToken) is null)
        {
            // That one is the plan: what this one has beyond its end would be too much.
            for (int surplus = Math.Max(first, JobState.ReadPlan(store, cancellationToken)?.Chunks ?? chunks); surplus < chunks; surplus++)
                store.Delete(JobNames.Chunk(JobNames.Numbered(surplus)), cancellationToken);
            throw Twice("plan");
        }
        return plan;

        void Forget()
        {
            delta?.Release(store, job, cancellationToken);
            store.Delete(JobNames.Job, cancellationToken);
        }

        void Follow(bool isNew)
        {
            try
            {
                delta?.Note(store, job, cancellationToken);
            }
            catch when (isNew)
            {
                store.Delete(JobNames.Job, cancellationToken);
                throw;
            }
        }

        IEnumerable<ChunkItem> Listed()
        {
            while (listing.TryNext(out TreeEntry entry))
            {
                isEmpty = false;
                yield return new ChunkItem(entry.Name.ToArray(), entry.Size, entry.Modified, entry.Object?.ETag, entry.Object?.StorageClass) { Version = entry.NamedVersion };
            }
        }

        // They go on where the last one ends; one without an end was the last.
        IEnumerable<ChunkItem> Ranges(int keys)
        {
            S3Tree objects = tree.Objects!;
            if (chunks > 0 && last.Length == 0)
                yield break;
            foreach ((ObjectKey after, ObjectKey? through) in new KeySections(objects.Client.ListObjects, objects.Place.Bucket, objects.Place.Key, keys).Cut(chunks > 0 ? objects.KeyOf(last.Span) : default, cancellationToken))
                yield return new ChunkItem(after.IsEmpty ? [] : NameOf(after), null, null, null, null) { Through = through is { } end ? NameOf(end) : null };

            byte[] NameOf(ObjectKey key) => key.Bytes[objects.Place.Key.Length..].ToArray();
        }

        void Write()
        {
            string name = JobNames.Numbered(chunks);
            if (store.Create(JobNames.Chunk(name), ChunkFile.Write(job.Mark, chunk, itemsBefore, bytesBefore, name, unsizedBefore), cancellationToken) is null)
                throw Twice($"chunk {name}");
            unsent.Add(name);
            if (unsent.Count >= SqsMessages.MostInBatch)
                Send();
            (chunks, itemsBefore, bytesBefore, unsizedBefore) = (chunks + 1, itemsBefore + chunk.Count, bytesBefore + chunkBytes, unsizedBefore + ChunkContent.UnsizedOf(chunk));
            planned?.Invoke(itemsBefore);
            chunk.Clear();
            chunkBytes = 0;
        }

        void Send()
        {
            queue?.Send([.. unsent.Select(chunk => QueueClaims.BodyOf(job, chunk))], cancellationToken);
            unsent.Clear();
        }
    }

    /// <summary>Throws <see cref="ArgumentException"/> for a store that a job with a queue cannot be in: before the queue is made, whoever is going to make one asks.</summary>
    /// <param name="store">Where the job is going to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static void CheckForQueue(JobStore store, CancellationToken cancellationToken)
    {
        if (!store.HonoursCreation(cancellationToken))
            throw new ArgumentException("The job's store does not keep the condition If-None-Match, by which a chunk is counted once; --claim index needs none.");
    }

    // It may have listed the source at another moment: items would be in two chunks, or in none.
    static ArgumentException Twice(string what) =>
        new($"Another creation of this job is at work or was just now, and its {what} is another one: the source changes. Where that one has ended without a plan, the same command goes on with it.");

    // One that is gone on with is what it was created as: what there is of it names it so.
    (JobDefinition Job, bool IsNew, int Chunks, long Items, long Bytes, long? Unsized, ReadOnlyMemory<byte> Last) Begin(JobDefinition job, bool isRanges, CancellationToken cancellationToken)
    {
        bool isThere = store.Read(JobNames.Job, cancellationToken) is not null;
        // What workers wrote for a job that was deleted under them would be this one's.
        if (!isThere && JobNames.OfWorkers.FirstOrDefault(part => store.List(part, "", cancellationToken).Any(static entry => JobNames.IsOfChunk(entry.Name))) is { } left && store.Read(JobNames.Job, cancellationToken) is null)
            throw new ArgumentException($"There are files of another job below {store.Place} ({left}), which was deleted while workers were at it: give this one another name, or remove them ('sluice job delete --force').");
        if (!isThere)
            store.Job = job;
        if (!isThere && store.Create(JobNames.Job, JobJson.Write(job, JobJson.Default.JobDefinition), cancellationToken) is not null)
            return (job, true, 0, 0, 0, 0, default);
        JobDefinition? there = JobState.Find(store, cancellationToken);
        if (there is null || there.Hash != job.Hash || there.Since != job.Since || there.SinceId != job.SinceId || there.SplitSize != job.SplitSize || there.Problem is not null)
            throw new ArgumentException("There is another job of this name; give this one a name of its own.");
        if (new JobEnd(store).IsBeingDeleted(cancellationToken))
            throw new ArgumentException("The job of this name is being deleted: 'sluice job delete' goes on with that, and this one can be created then.");
        if (there.NamesHash != job.NamesHash)
            throw new ArgumentException("The creation of this job was begun with another list of names, and goes on with that one only; give this list a job of its own.");
        if (store.Read(JobNames.Plan, cancellationToken) is not null)
            throw new ArgumentException("This job is there already; run it, or give another one a name of its own.");
        // Workers may have halved some by now.
        if (store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).LastOrDefault(static chunk => chunk?.Length == JobNames.Digits) is not { } name || store.Read(JobNames.Chunk(name), cancellationToken) is not { } file)
            return (there, false, 0, 0, 0, 0, default);
        ChunkContent last = ChunkFile.Read(name, file.Content, there.Mark);
        return (there, false, int.Parse(name, System.Globalization.CultureInfo.InvariantCulture) + 1, last.ItemsBefore + last.Items.Count, last.BytesBefore + last.Bytes, last.UnsizedBefore + last.Unsized, last.Items.Count > 0 ? isRanges ? last.Items[^1].Through : last.Items[^1].Name : default);
    }
}
