using System.Globalization;
using Sluice.Failures;
using Sluice.Jobs.Leftovers;
using Sluice.S3;

namespace Sluice.Tests.Model;

/// <summary>The multipart uploads of a simulated store.</summary>
internal sealed class SimulatedUploads(VirtualTime time) : UploadPlace
{
    /// <summary>One that is under way.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="Owner">Who has begun it: a worker, or a stranger.</param>
    /// <param name="Chunk">The chunk that it is of; empty for a stranger's.</param>
    /// <param name="Begun">When.</param>
    public sealed record Upload(string Key, string Owner, string Chunk, long Begun)
    {
        /// <summary>Parts that have come.</summary>
        public int Parts { get; set; }

        /// <summary>Its id.</summary>
        public required string Id { get; init; }

        /// <summary>Numbers of parts that have come, where they have some.</summary>
        public SortedSet<int> Numbers { get; } = [];
    }

    readonly SortedDictionary<string, Upload> _open = new(StringComparer.Ordinal);
    int _ids;

    /// <summary>Those under way.</summary>
    public IReadOnlyDictionary<string, Upload> Open => _open;

    /// <summary>Asked before a cleanup gives one up; null for nobody.</summary>
    public Action<Upload>? Aborting { get; set; }

    /// <summary>Begins one, and gives its id.</summary>
    public string Begin(string key, string owner, string chunk)
    {
        string id = (++_ids).ToString("d6", CultureInfo.InvariantCulture);
        _open[id] = new Upload(key, owner, chunk, time.Now) { Id = id };
        return id;
    }

    /// <summary>A part comes; false when the upload is there no more.</summary>
    public bool Add(string id) => _open.TryGetValue(id, out Upload? upload) && ++upload.Parts > 0;

    /// <summary>A part of a number comes, and takes the place of one that has come before; false when the upload is there no more.</summary>
    public bool Add(string id, int number)
    {
        if (!_open.TryGetValue(id, out Upload? upload))
            return false;
        upload.Numbers.Add(number);
        upload.Parts = upload.Numbers.Count;
        return true;
    }

    /// <summary>Ids of uploads that have become objects, and the keys of those.</summary>
    public Dictionary<string, string> Completed { get; } = [];

    /// <summary>Its parts, so many, become an object, now or before; false when some are missing, or it was given up.</summary>
    public bool Complete(string id, int parts)
    {
        if (!_open.TryGetValue(id, out Upload? upload) || !upload.Numbers.SetEquals(Enumerable.Range(1, parts)))
            return Completed.ContainsKey(id);
        Completed[id] = upload.Key;
        return _open.Remove(id);
    }

    /// <summary>It becomes an object, or is given up; false when it is there no more.</summary>
    public bool End(string id) => _open.Remove(id);

    /// <inheritdoc/>
    public override IEnumerable<(ObjectKey Key, string Id, TimeSpan? Age)> List(string bucket, ObjectKey prefix, CancellationToken cancellationToken) =>
        [.. _open.Select(one => (new ObjectKey(one.Value.Key), one.Key, (TimeSpan?)TimeSpan.FromTicks(time.Now - one.Value.Begun)))];

    /// <inheritdoc/>
    public override bool TryMeasure(string bucket, ObjectKey key, string id, CancellationToken cancellationToken, out (int Parts, long Bytes)? parts)
    {
        parts = _open.TryGetValue(id, out Upload? upload) ? (upload.Parts, upload.Parts) : null;
        return upload is not null;
    }

    /// <inheritdoc/>
    public override Failure? Abort(string bucket, ObjectKey key, string id, CancellationToken cancellationToken)
    {
        Aborting?.Invoke(_open[id]);
        _open.Remove(id);
        return null;
    }
}
