using System.Globalization;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.S3.Endpoints;
using Sluice.Trees;

namespace Sluice.Jobs.Watching;

/// <summary>
/// Finds one object of a job. Chunks lie in the order of keys, so about as many of them are read as their number has binary digits. Methods throw
/// <see cref="FailureException"/> when the store fails. Not safe for many threads.
/// </summary>
public sealed class ItemSearch
{
    // What is remembered of chunks that were read; a chunk is halved at most so often; and what is read where keys turn out to be in no order.
    const int MostRemembered = 4096, MostSteps = 64, MostScanned = 200;

    readonly JobStore _store;
    readonly JobDefinition _job;
    readonly Tree _tree;
    readonly byte[] _root;
    readonly Dictionary<int, (byte[] First, byte[] Last)> _ranges = [];
    bool _isUnordered;

    /// <summary>Makes it ready; asks nothing.</summary>
    /// <param name="store">The job.</param>
    /// <param name="job">What it is.</param>
    /// <param name="source">The source of its command.</param>
    public ItemSearch(JobStore store, JobDefinition job, Location source)
    {
        (_store, _job) = (store, job);
        // No client is asked for a name.
        _tree = source.Open(new TreeContext(null!), recursive: true);
        _root = _tree.At([]).InStore is { } at ? at.Key.Bytes.ToArray() : [];
    }

    /// <summary>Finds what somebody typed: a whole <c>s3://</c> address, a key, or what follows the source in it; as it stands, or with bytes as %XX.</summary>
    /// <param name="typed">That.</param>
    /// <param name="planned">How many chunks are planned.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public FoundItem Find(string typed, int planned, CancellationToken cancellationToken)
    {
        if (typed.Length is 0 or > 4096)
            return new FoundItem("", typed.Length == 0 ? "Type a key." : "A key has 1,024 bytes at most.");
        foreach (byte[] name in Names(typed))
            if (Locate(name, planned, cancellationToken) is { } found)
                return found;
        return new FoundItem("", planned == 0 ? "No chunk is planned yet." : _isUnordered ? $"It is not in the first {MostScanned} chunks; the chunks of this job are in no order, and no more are read." : "No such object is in the plan of this job.");
    }

    /// <summary>Finds an item by its name below the source; null for none of the job.</summary>
    internal FoundItem? FindName(byte[] name, int planned, CancellationToken cancellationToken) => Locate(name, planned, cancellationToken);

    IEnumerable<byte[]> Names(string typed)
    {
        byte[] plain = RawText.BytesOf(typed);
        foreach (byte[] bytes in UriEncoding.TryDecode(typed, plusIsSpace: false, out byte[]? decoded) && !decoded.AsSpan().SequenceEqual(plain) ? (byte[][])[plain, decoded] : [plain])
        {
            byte[] key = bytes;
            if (_tree.At([]).InStore is { } at && Strip(bytes, RawText.BytesOf($"s3://{at.Bucket}/")) is { } within)
                key = within;
            if (Strip(key, _root) is { Length: > 0 } name)
                yield return name;
            if (_root.Length > 0)
                yield return key;
        }
    }

    static byte[]? Strip(byte[] bytes, byte[] beginning) => bytes.AsSpan().StartsWith(beginning) ? bytes[beginning.Length..] : null;

    FoundItem? Locate(byte[] name, int planned, CancellationToken cancellationToken)
    {
        // The last chunk that begins no later.
        int low = 0, high = planned - 1;
        while (low < high)
        {
            int middle = low + (high - low + 1) / 2;
            if (Range(middle, cancellationToken).First.AsSpan().SequenceCompareTo(name) <= 0)
                low = middle;
            else
                high = middle - 1;
        }
        if (planned > 0 && Look(low, name, cancellationToken) is { } found)
            return found;
        byte[] before = [];
        foreach ((byte[] first, byte[] last) in _ranges.OrderBy(static range => range.Key).Select(static range => range.Value))
        {
            _isUnordered |= first.AsSpan().SequenceCompareTo(before) < 0;
            before = last;
        }
        for (int at = 0; _isUnordered && at < Math.Min(planned, MostScanned); at++)
            if (Look(at, name, cancellationToken) is { } scanned)
                return scanned;
        return null;
    }

    FoundItem? Look(int number, byte[] name, CancellationToken cancellationToken)
    {
        (byte[] first, byte[] last) = Range(number, cancellationToken);
        return name.AsSpan().SequenceCompareTo(first) >= 0 && name.AsSpan().SequenceCompareTo(last) <= 0 && ItemOf(JobNames.Numbered(number), name, cancellationToken) is { } item ? Follow(JobNames.Numbered(number), item, cancellationToken) : null;
    }

    (byte[] First, byte[] Last) Range(int number, CancellationToken cancellationToken)
    {
        if (_ranges.TryGetValue(number, out (byte[], byte[]) range))
            return range;
        if (_ranges.Count >= MostRemembered)
            _ranges.Clear();
        IReadOnlyList<ChunkItem> items = ChunkFile.Read(_store, JobNames.Numbered(number), _job.Mark, cancellationToken).Items;
        return _ranges[number] = items.Count == 0 ? ([], []) : (items[0].Name, items[^1].Name);
    }

    ChunkItem? ItemOf(string chunk, byte[] name, CancellationToken cancellationToken)
    {
        foreach (ChunkItem item in ChunkFile.Read(_store, chunk, _job.Mark, cancellationToken).Items)
            if (item.Name.AsSpan().SequenceEqual(name))
                return item;
        return null;
    }

    // From the chunk of the plan to the half, or the retry, that has it now.
    FoundItem Follow(string chunk, ChunkItem item, CancellationToken cancellationToken)
    {
        string key = OutcomeRow.KeyOf(_tree.At(item.Name));
        FoundItem found = new(key, null) { Chunk = chunk, Size = item.Size, ETag = item.ETag, Modified = item.Modified };
        for (int step = 0; step < MostSteps; step++)
        {
            if (JobState.ReadSeal(_store, chunk, cancellationToken, out bool isSealed) is not { } seal)
                return found with { Chunk = chunk, Problem = isSealed ? $"The seal of chunk {chunk} cannot be read: what became of this object is not known." : null };
            if (seal.Outcomes is not { } outcomes)
            {
                if (seal.Halves.FirstOrDefault(half => JobNames.IsChunk(half) && ItemOf(half, item.Name, cancellationToken) is not null) is not { } next)
                    break;
                chunk = next;
                continue;
            }
            if (OutcomeRow.Read(_store, seal, cancellationToken) is not { } rows)
                return found with { Chunk = chunk, Problem = $"The outcomes of chunk {chunk} cannot be read: what became of this object is not known." };
            if (RowOf(rows, key) is not { } row)
                return found with { Chunk = chunk, Problem = string.Create(CultureInfo.InvariantCulture, $"Chunk {chunk} is sealed, and its rows do not have this object.") };
            if (row.IsRetried && _store.Read(JobNames.Chunk(JobNames.Retry(chunk)), cancellationToken) is not null)
            {
                chunk = JobNames.Retry(chunk);
                continue;
            }
            return found with
            {
                Chunk = chunk,
                Outcome = row.Outcome,
                Worker = seal.Worker,
                Attempt = seal.Attempt,
                Code = row.Field(OutcomeRow.CodeColumn),
                Message = row.Field(OutcomeRow.MessageColumn),
                Destination = row.Field(OutcomeRow.DestinationColumn),
                Checksum = row.Field(OutcomeRow.ChecksumColumn),
                Attempts = row.Field(OutcomeRow.AttemptsColumn),
            };
        }
        return found with { Chunk = chunk, Problem = "The halves of its chunk do not have it." };
    }

    static OutcomeRow? RowOf(IReadOnlyList<OutcomeRow> rows, string key)
    {
        for (int at = 1; at < rows.Count; at++)
            if (rows[at].Key == key)
                return rows[at];
        return null;
    }
}
