using System.Text.Json.Serialization.Metadata;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Jobs.Store;

/// <summary>
/// Where a job is: small named contents below a prefix of a bucket, or in a directory that all workers see. What decides who does what is written on
/// conditions. Methods throw <see cref="FailureException"/> for trouble of the store. Safe for many threads.
/// </summary>
public abstract class JobStore
{
    // A name of its own for each probe: two may be made at once.
    internal const string ProbePrefix = "probe-";

    /// <summary>Opens the store of a job.</summary>
    /// <param name="at">A prefix of a bucket or a directory.</param>
    /// <param name="clients">The stores.</param>
    public static JobStore Open(Location at, S3ClientFactory clients) =>
        at.InStore is { } place ? new S3JobStore(clients.For(place.Profile), place) : new DirectoryJobStore(Path.GetFullPath(at.FilePath ?? throw new ArgumentException("A job is in a bucket or in a directory.", nameof(at))), clients.Defaults.Client.Clock);

    /// <summary>The jobs below a place, in the order of their names: what has a job's file. Throws <see cref="FailureException"/> when the store fails.</summary>
    /// <param name="place">A bucket, a prefix or a directory.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IEnumerable<Location> Jobs(Location place, S3ClientFactory clients, CancellationToken cancellationToken) =>
        Below(place, clients, cancellationToken).Where(candidate => Open(candidate, clients).Read(JobNames.Job, cancellationToken) is not null);

    /// <summary>What lies below a place, one level down, and may be a job.</summary>
    internal static IEnumerable<Location> Below(Location place, S3ClientFactory clients, CancellationToken cancellationToken) =>
        place.InStore is { } at ? S3JobStore.Below(clients.For(at.Profile), at, cancellationToken) : DirectoryJobStore.Below(Path.GetFullPath(place.FilePath ?? "."));

    /// <summary>The job that it has, as it was read last: what is of another one is told by that. Null where nobody has read it.</summary>
    internal JobDefinition? Job { get; set; }

    /// <summary>Where it is.</summary>
    public abstract Location Place { get; }

    /// <summary>The same as jobs name each other: in full, without a slash at its end, however it was typed.</summary>
    public string Name => Place.ToString()!.TrimEnd('/');

    /// <summary>The store's clock, as it was when something was listed last.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Bytes that a content may have: what has more is none of a job's, and read as if it were empty. Chunks and rows have a hundred thousand items at most, all else has less.</summary>
    private protected static long MostOf(string name) => name.StartsWith(JobNames.Chunks, StringComparison.Ordinal) || name.StartsWith(JobNames.Outcomes, StringComparison.Ordinal) ? 512 << 20 : 32 << 20;

    /// <summary>Reads a content and its tag; null when there is none.</summary>
    public abstract (byte[] Content, string? Tag)? Read(string name, CancellationToken cancellationToken);

    /// <summary>Reads a content as what it should be, and once more where it is none of that: what a store has damaged is the same twice.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="fits">Whether it is what stands at this name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it is there, and what was read last, which may not fit; null for what cannot be read.</returns>
    internal (bool IsThere, T? Value) Read<T>(string name, JsonTypeInfo<T> type, Func<T, bool> fits, CancellationToken cancellationToken) where T : class
    {
        T? value = null;
        bool isThere = Read(name, content => (value = JobJson.Read(content, type)) is not null && fits(value), cancellationToken) is not null;
        return (isThere, isThere ? value : null);
    }

    /// <summary>The same of bytes: what was read last, null when there is none.</summary>
    internal byte[]? Read(string name, Func<byte[], bool> fits, CancellationToken cancellationToken)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            byte[]? content = Read(name, cancellationToken)?.Content;
            if (content is null || fits(content) || isSecond)
                return content;
        }
    }

    /// <summary>For how long a content has not been written, by the store's clock alone; null when it is gone, has another tag by now, or the store does not tell.</summary>
    public abstract TimeSpan? Age(string name, string tag, CancellationToken cancellationToken);

    /// <summary>Writes what is not there yet; its tag, or null when something else is there.</summary>
    public abstract string? Create(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Writes over what has this tag; the new tag, or null when it has another one or is gone.</summary>
    public abstract string? Replace(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken cancellationToken);

    /// <summary>Writes, whatever is there.</summary>
    public abstract void Write(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Removes; nothing happens when nothing is there.</summary>
    public abstract void Delete(string name, CancellationToken cancellationToken);

    /// <summary>Names that begin so, in the order of their bytes.</summary>
    /// <param name="prefix">The beginning.</param>
    /// <param name="after">Only those behind this one; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract IEnumerable<JobEntry> List(string prefix, string after, CancellationToken cancellationToken);

    /// <summary>A part of what <see cref="List"/> gives, by one request.</summary>
    /// <param name="prefix">The beginning.</param>
    /// <param name="after">Only those behind this one; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isLast">Nothing is behind them.</param>
    public abstract IReadOnlyList<JobEntry> ListPage(string prefix, string after, CancellationToken cancellationToken, out bool isLast);

    /// <summary>Unfinished files of writers that were killed, which no listing has; none where a content appears whole.</summary>
    public virtual IEnumerable<JobEntry> ListUnfinished(CancellationToken cancellationToken) => [];

    /// <summary>What a content is known by that is there when a condition was refused; null when it is another one. A request that was sent again is refused because the first one arrived.</summary>
    protected string? TagOf(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Read(name, cancellationToken) is { } there && there.Content.AsSpan().SequenceEqual(content.Span) ? there.Tag : null;

    /// <summary>True when the store keeps the conditions that leases need: to create only what is not there, and to replace only what it was.</summary>
    public bool HonoursConditions(CancellationToken cancellationToken) => Probe(replaces: true, cancellationToken);

    /// <summary>True when the store keeps the condition that seals need where a chunk may have two workers: to create only what is not there.</summary>
    public bool HonoursCreation(CancellationToken cancellationToken) => Probe(replaces: false, cancellationToken);

    /// <summary>True when the store is known not to keep them, so that it need not be asked.</summary>
    /// <param name="replaces">Also the condition to replace only what it was.</param>
    protected virtual bool IsKnownWithoutConditions(bool replaces) => false;

    bool Probe(bool replaces, CancellationToken cancellationToken)
    {
        if (IsKnownWithoutConditions(replaces))
            return false;
        string name = ProbePrefix + Guid.NewGuid().ToString("n");
        try
        {
            if (Create(name, "one"u8.ToArray(), cancellationToken) is not { } tag || Create(name, "two"u8.ToArray(), cancellationToken) is not null)
                return false;
            if (!replaces)
                return true;
            if (Replace(name, "three"u8.ToArray(), tag, cancellationToken) is null || Replace(name, "four"u8.ToArray(), tag, cancellationToken) is not null)
                return false;
            return Read(name, cancellationToken) is { } kept && kept.Content.AsSpan().SequenceEqual("three"u8);
        }
        catch (FailureException refused) when (refused.Failure.Kind is FailureKind.NotSupported or FailureKind.BadRequest)
        {
            return false;
        }
        finally
        {
            Delete(name, cancellationToken);
        }
    }
}
