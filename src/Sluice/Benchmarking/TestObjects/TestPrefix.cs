using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Journal;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>
/// The prefix that one run has for itself, and its record in the state directory, locked while the run lives: what has a
/// record and no owner was left by a run that was killed.
/// </summary>
internal sealed class TestPrefix : IDisposable
{
    /// <summary>What the prefixes of all runs begin with, below the target.</summary>
    public const string Name = "sluice-bench/";

    /// <summary>What the names of records end with.</summary>
    public const string Extension = ".json";

    readonly string? _path;
    readonly JournalLock? _lock;

    TestPrefix(TestPrefixRecord record, string? path, JournalLock? taken)
    {
        Record = record;
        _path = path;
        _lock = taken;
    }

    /// <summary>What is recorded.</summary>
    public TestPrefixRecord Record { get; }

    /// <summary>The prefix.</summary>
    public S3Location Location => LocationOf(Record);

    /// <summary>Where downloaded files go.</summary>
    public string Directory => Record.Directory!;

    /// <summary>A new prefix, recorded before anything is below it. Throws as the file system does when it cannot be recorded.</summary>
    /// <param name="target">What it lies below.</param>
    /// <param name="endpoint">The store's endpoint.</param>
    /// <param name="directory">Where a directory for downloaded files will be; null for none.</param>
    /// <param name="stateDirectory">Where it is recorded; null: nowhere.</param>
    /// <param name="clock">Clock.</param>
    public static TestPrefix Create(S3Location target, string endpoint, string? directory, string? stateDirectory, TimeProvider clock)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        ObjectKey prefix = target.Key.AsPrefix().Append(Encoding.ASCII.GetBytes($"{Name}{id}/"));
        TestPrefixRecord record = new(id, endpoint, target.Profile, target.Bucket, prefix.Memory.ToArray(),
            directory is null ? null : Path.GetFullPath(Path.Join(directory, DirectoryOf(id))), clock.GetUtcNow());
        if (stateDirectory is null)
            return new TestPrefix(record, null, null);
        JournalDirectory.Create(stateDirectory);
        string path = Path.Join(stateDirectory, id + Extension);
        // 1 The lock first: a record that has no owner is taken for a leftover.
        JournalLock taken = JournalLock.TryTake(path) ?? throw new IOException($"{DisplayText.Of(path)}: another run has this name.");
        try
        {
            // 2 Whole or not at all.
            string unfinished = path + ".new";
            using (FileStream file = new(unfinished, FileModes.PrivateFile(FileMode.Create, FileAccess.Write)))
                file.Write(JsonSerializer.SerializeToUtf8Bytes(record, TestPrefixJson.Default.TestPrefixRecord));
            File.Move(unfinished, path);
            return new TestPrefix(record, path, taken);
        }
        catch
        {
            taken.Remove();
            throw;
        }
    }

    /// <summary>Takes over what a run left; null when its owner lives, or there is nothing that a run could have written.</summary>
    public static TestPrefix? TryTakeOver(string path)
    {
        if (JournalLock.TryTake(path) is not { } taken)
            return null;
        if (Read(path) is { } record)
            return new TestPrefix(record, path, taken);
        // Gone meanwhile, or not ours.
        taken.Remove();
        return null;
    }

    /// <summary>The prefix of a record.</summary>
    public static S3Location LocationOf(TestPrefixRecord record) => new(record.Profile, record.Bucket, new ObjectKey(record.Prefix)) { IsLiteral = true };

    /// <summary>Nothing is left below it: the record goes.</summary>
    public void Forget()
    {
        if (_path is null)
            return;
        File.Delete(_path);
        _lock!.Remove();
    }

    /// <summary>Lets go; the record stays unless it was forgotten.</summary>
    public void Dispose() => _lock?.Dispose();

    static string DirectoryOf(string id) => $"sluice-bench-{id}";

    // What is removed is what this says: it must be of the one form that a run writes.
    static TestPrefixRecord? Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > 64 << 10 || JsonSerializer.Deserialize(file, TestPrefixJson.Default.TestPrefixRecord) is not { } record)
                return null;
            bool isOurs = record is { Id.Length: 16, Endpoint: not null, Bucket: not null, Prefix: not null }
                && record.Id == Path.GetFileNameWithoutExtension(path)
                && record.Id.All(char.IsAsciiHexDigitLower)
                && BucketName.ProblemOfExisting(record.Bucket) is null
                && EndsIn(record.Prefix, $"{Name}{record.Id}/")
                && (record.Directory is null || Path.IsPathFullyQualified(record.Directory) && Path.GetFileName(record.Directory) == DirectoryOf(record.Id));
            return isOurs ? record : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    static bool EndsIn(ReadOnlySpan<byte> prefix, string own) => prefix.EndsWith(Encoding.ASCII.GetBytes(own))
        && (prefix.Length == own.Length || prefix[^(own.Length + 1)] == '/');
}
