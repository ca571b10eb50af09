using System.Security.Cryptography;

namespace Sluice.Cli.Commands;

/// <summary>
/// Compares a copied tree with its original by reading both again from disk. It uses SHA-256, which the transfer does
/// not: a fault in the transfer's own checksums cannot hide itself.
/// </summary>
sealed class TreeComparison
{
    const int BufferSize = 1 << 20;

    long _files, _bytes;

    /// <summary>Files compared.</summary>
    public long Files => _files;

    /// <summary>Bytes read from the copy.</summary>
    public long Bytes => _bytes;

    /// <summary>Names, relative to the trees, of files that differ or are missing in the original.</summary>
    public List<string> Different { get; } = [];

    /// <summary>Names of files that somebody wrote to since the copy began; they prove nothing either way.</summary>
    public List<string> ChangedMeanwhile { get; } = [];

    /// <summary>Reads both trees. <paramref name="since"/> is when the copy began.</summary>
    public static TreeComparison Create(string original, string copy, DateTime since, CancellationToken stop)
    {
        TreeComparison comparison = new();
        EnumerationOptions everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        ParallelOptions parallel = new() { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(Directory.EnumerateFiles(copy, "*", everything), parallel, file => comparison.Compare(original, copy, file, since));
        return comparison;
    }

    void Compare(string original, string copy, string file, DateTime since)
    {
        string name = Path.GetRelativePath(copy, file);
        FileInfo source = new(Path.Combine(original, name));
        bool same = Digest(file, out long length) is { } digest && source.Exists && Digest(source.FullName, out _) is { } expected && digest.AsSpan().SequenceEqual(expected);
        Interlocked.Increment(ref _files);
        Interlocked.Add(ref _bytes, length);
        if (same)
            return;
        source.Refresh();
        lock (Different)
            (source.Exists && source.LastWriteTimeUtc >= since ? ChangedMeanwhile : Different).Add(name);
    }

    static byte[]? Digest(string file, out long length)
    {
        length = 0;
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferSize, FileOptions.SequentialScan);
            length = stream.Length;
            return SHA256.HashData(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
