using System.Text;
using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees;

namespace Sluice.Jobs.Leftovers;

/// <summary>
/// Finds what a job has left: multipart uploads that its workers have noted and whose attempt is over; uploads without a part, of one of its keys, that were begun while
/// the job ran (a worker died before it could note them); unfinished files of its items; and rows that no seal names. An upload that has parts and that no worker has noted is somebody
/// else's, and is never found. Methods throw <see cref="FailureException"/> when a store fails.
/// </summary>
public sealed class JobLeftovers
{
    readonly JobStore _store;
    readonly JobDefinition _job;
    readonly Location _source;
    readonly Location? _destination;
    readonly UploadPlace? _uploads;
    readonly ChunkHands _hands;
    readonly TimeProvider _clock;
    readonly HashSet<string> _noted = [];

    /// <summary>Makes it ready; asks nothing.</summary>
    /// <param name="store">The job.</param>
    /// <param name="job">What it is.</param>
    /// <param name="source">The source of its command.</param>
    /// <param name="destination">The destination of its command; null where objects are changed in place.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="clock">This machine's clock, by which the age of files is judged.</param>
    public JobLeftovers(JobStore store, JobDefinition job, Location source, Location? destination, S3ClientFactory clients, TimeProvider clock)
        : this(store, job, source, destination, (destination ?? source).InStore is { } at ? new StoreUploads(clients.For(at.Profile)) : null, clock)
    {
    }

    internal JobLeftovers(JobStore store, JobDefinition job, Location source, Location? destination, UploadPlace? uploads, TimeProvider clock) =>
        (_store, _job, _source, _destination, _uploads, _hands, _clock) = (store, job, source, destination, uploads, new ChunkHands(store, job), clock);

    /// <summary>All of it, also what is in hand.</summary>
    /// <param name="olderThan">What nobody tells to be abandoned is that once it is so old.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<JobLeftover> Find(TimeSpan olderThan, CancellationToken cancellationToken)
    {
        IEnumerable<JobLeftover> found = [];
        if (_uploads is not null)
            found = Noted(_uploads, olderThan, cancellationToken).Concat(Empty(_uploads, olderThan, cancellationToken));
        else if (_destination?.FilePath is { } directory && !JobPlaces.IsTemplate(_destination))
            found = Files(directory, olderThan, cancellationToken);
        return found.Concat(Rows(cancellationToken)).Concat(OfStore(olderThan, cancellationToken));
    }

    // Notes are untrusted: only what is where the job writes.
    IEnumerable<JobLeftover> Noted(UploadPlace uploads, TimeSpan olderThan, CancellationToken cancellationToken)
    {
        Trees.S3.S3Location place = (_destination ?? _source).InStore!, root = JobPlaces.Fixed(place).InStore!;
        string bucket = place.Bucket.Split('{')[0];
        foreach (JobEntry entry in _store.List(JobNames.Uploads, "", cancellationToken))
        {
            if (JobJson.Read(_store.Read(entry.Name, cancellationToken)?.Content, JobJson.Default.UploadNote) is not { Uploads: not null, Worker: not null } note || !JobNames.IsChunk(note.Chunk ?? ""))
                continue;
            TimeSpan age = _store.Now - entry.Modified;
            LeftoverState attempt = _hands.StateOf(note, age >= olderThan, cancellationToken);
            List<(string Bucket, ObjectKey Key, string Id)> mine = [];
            foreach (NotedUpload upload in note.Uploads)
            {
                ObjectKey key = new(Convert.FromBase64String(upload.Key));
                if (!(bucket.Length == place.Bucket.Length ? upload.Bucket == bucket : upload.Bucket.StartsWith(bucket, StringComparison.Ordinal)) || !key.StartsWith(root.Key))
                    continue;
                _noted.Add(upload.Id);
                LeftoverState state = _hands.StateOf(note, upload, attempt, cancellationToken);
                if (!uploads.TryMeasure(upload.Bucket, key, upload.Id, cancellationToken, out (int Parts, long Bytes)? parts))
                    continue;
                mine.Add((upload.Bucket, key, upload.Id));
                yield return new JobLeftover(place with { Bucket = upload.Bucket, Key = key, IsLiteral = true }, upload.Id, state, age, parts?.Parts, parts?.Bytes) { Removal = stop => uploads.Abort(upload.Bucket, key, upload.Id, stop) };
            }
            // The note itself, once it says nothing more.
            if (mine.Count == 0 && attempt == LeftoverState.Abandoned)
                yield return OfJob(entry, LeftoverState.Abandoned);
            // Whoever takes what is found has removed all that it said: it goes with that.
            else if (attempt == LeftoverState.Abandoned && mine.TrueForAll(upload => !uploads.TryMeasure(upload.Bucket, upload.Key, upload.Id, cancellationToken, out _)))
                _store.Delete(entry.Name, cancellationToken);
        }
    }

    IEnumerable<JobLeftover> Empty(UploadPlace uploads, TimeSpan olderThan, CancellationToken cancellationToken)
    {
        Trees.S3.S3Location place = (_destination ?? _source).InStore!;
        if (JobPlaces.IsTemplate(place) || Begin(cancellationToken) is not var (search, planned, jobAge))
            yield break;
        ObjectKey prefix = place.Key.AsPrefix();
        foreach ((ObjectKey key, string id, TimeSpan? age) in uploads.List(place.Bucket, prefix, cancellationToken))
        {
            if (_noted.Contains(id) || age is not { } old || key.Length == prefix.Length || search.FindName(key.Bytes[prefix.Length..].ToArray(), planned, cancellationToken)?.Chunk is not { } chunk || !_hands.MayBeOf(chunk, old, jobAge, cancellationToken))
                continue;
            // What has parts and no note is not of this job.
            if (!uploads.TryMeasure(place.Bucket, key, id, cancellationToken, out (int Parts, long Bytes)? parts) || parts is not { Parts: 0 })
                continue;
            yield return new JobLeftover(place with { Key = key, IsLiteral = true }, id, StateOf(chunk, old, olderThan, cancellationToken), old, 0, 0) { Removal = stop => uploads.Abort(place.Bucket, key, id, stop) };
        }
    }

    IEnumerable<JobLeftover> Files(string directory, TimeSpan olderThan, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory) || Begin(cancellationToken) is not var (search, planned, jobAge))
            yield break;
        foreach (UnfinishedFile found in UnfinishedFile.Find(directory).Where(static found => found.Problem is null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileInfo file = new(found.Path);
            string name = file.Name[1..Math.Max(1, file.Name.LastIndexOf(".sluice-", StringComparison.Ordinal))];
            string relative = Path.GetRelativePath(directory, Path.Join(file.DirectoryName, name)).Replace(Path.DirectorySeparatorChar, '/');
            TimeSpan age = _clock.GetUtcNow() - file.LastWriteTimeUtc;
            if (name.Length == 0 || !file.Exists || search.FindName(Encoding.UTF8.GetBytes(relative), planned, cancellationToken)?.Chunk is not { } chunk || !_hands.MayBeOf(chunk, age, jobAge, cancellationToken))
                continue;
            yield return new JobLeftover(new Trees.Local.LocalLocation(found.Path) { IsLiteral = true }, null, StateOf(chunk, age, olderThan, cancellationToken), age, null, file.Length) { Removal = _ => Remove(file) };
        }
    }

    // Of a chunk that is sealed: its seal never names another attempt.
    IEnumerable<JobLeftover> Rows(CancellationToken cancellationToken)
    {
        HashSet<string> halved = [.. _store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>().Select(JobNames.ParentOf).OfType<string>()];
        foreach ((string chunk, List<JobEntry> attempts) in Attempts(_store.List(JobNames.Outcomes, "", cancellationToken)))
            if ((attempts.Count > 1 || halved.Contains(chunk) || JobNames.IsJoin(chunk)) && JobState.ReadSeal(_store, chunk, cancellationToken) is { } seal)
                foreach (JobEntry attempt in attempts.Where(attempt => attempt.Name != seal.Outcomes && attempt.Name != seal.Split))
                    yield return OfJob(attempt, LeftoverState.Abandoned);
    }

    // One chunk's at a time.
    static IEnumerable<(string Chunk, List<JobEntry> Attempts)> Attempts(IEnumerable<JobEntry> entries)
    {
        List<JobEntry> attempts = [];
        string? last = null;
        foreach (JobEntry entry in entries)
        {
            if (JobNames.ChunkOfOutcomes(entry.Name) is not { } chunk)
                continue;
            if (last is not null && last != chunk)
            {
                yield return (last, attempts);
                attempts = [];
            }
            attempts.Add(entry);
            last = chunk;
        }
        if (last is not null)
            yield return (last, attempts);
    }

    IEnumerable<JobLeftover> OfStore(TimeSpan olderThan, CancellationToken cancellationToken) =>
        _store.List(JobStore.ProbePrefix, "", cancellationToken).Concat(_store.ListUnfinished(cancellationToken))
            .Select(entry => OfJob(entry, _store.Now - entry.Modified >= olderThan ? LeftoverState.Abandoned : LeftoverState.Young));

    LeftoverState StateOf(string chunk, TimeSpan age, TimeSpan olderThan, CancellationToken cancellationToken) =>
        _hands.SealedFor(chunk, cancellationToken) is null && _hands.IsHeld(chunk, cancellationToken) ? LeftoverState.Running : age >= olderThan ? LeftoverState.Abandoned : LeftoverState.Young;

    (ItemSearch Search, int Planned, TimeSpan JobAge)? Begin(CancellationToken cancellationToken)
    {
        int planned = _store.List(JobNames.Chunks, "", cancellationToken).Count(static entry => JobNames.ChunkOf(entry.Name)?.Length == JobNames.Digits);
        JobEntry? begun = _store.List(JobNames.Job, "", cancellationToken).FirstOrDefault(static entry => entry.Name == JobNames.Job);
        return begun is null || planned == 0 ? null : (new ItemSearch(_store, _job, _source), planned, _store.Now - begun.Modified);
    }

    JobLeftover OfJob(JobEntry entry, LeftoverState state)
    {
        Tree place = _store.Place.OpenPlace(new TreeContext(null!), asContainer: true);
        return new JobLeftover(place.At(Encoding.UTF8.GetBytes(entry.Name)), null, state, _store.Now - entry.Modified, null, null) { Removal = stop => Remove(entry.Name, stop) };
    }

    Failure? Remove(string name, CancellationToken cancellationToken)
    {
        try
        {
            _store.Delete(name, cancellationToken);
            return _store.List(name, "", cancellationToken).Any(entry => entry.Name == name) ? Failure.Local("StillThere", "The store said that it was removed, and has it still.") : null;
        }
        catch (FailureException failed)
        {
            return failed.Failure;
        }
    }

    static Failure? Remove(FileInfo file)
    {
        try
        {
            file.Delete();
            return null;
        }
        catch (Exception exception) when (Trees.Local.LocalFailure.IsLocal(exception))
        {
            return Trees.Local.LocalFailure.From(exception, file.FullName);
        }
    }
}
