using System.Text;
using Sluice.Failures;
using Sluice.Inventories.Manifests;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Inventories.Writing;

/// <summary>Where an inventory is delivered to: names below a prefix of a bucket, or in a directory. Throws <see cref="FailureException"/> for trouble with either.</summary>
/// <param name="place">The prefix or directory.</param>
/// <param name="clients">The stores.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class Delivery(Location place, S3ClientFactory clients, CancellationToken cancellationToken)
{
    const int Piece = 64 << 10;

    readonly TemporaryNames _names = new();

    /// <summary>Where a name is.</summary>
    public Location At(string name) => place.InStore is { } at ? at with { Key = at.Key.AsPrefix().Append(Encoding.UTF8.GetBytes(name)), IsLiteral = true } : new LocalLocation(Path.Join(place.FilePath, name));

    /// <summary>Where a name is, for whatever reads it: without the profile that writes it.</summary>
    public string UriOf(string name) => place.InStore is { } at ? $"s3://{at.Bucket}/{KeyOf(name)}" : Path.GetFullPath(At(name).FilePath!);

    /// <summary>What manifests call a name: its key, or the path below the directory.</summary>
    public string KeyOf(string name) => place.InStore is { } at ? Encoding.UTF8.GetString(at.Key.AsPrefix().Bytes) + name : name;

    /// <summary>The bucket as manifests name it; the directory's name on this machine's disk.</summary>
    public string Bucket => place.InStore is { } at ? "arn:aws:s3:::" + at.Bucket : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(place.FilePath!)));

    /// <summary>What has this name; null when nothing has.</summary>
    public byte[]? Read(string name) => new InventoryStore(At(name), clients, cancellationToken).ReadSmall(null, InventoryManifest.MostBytes);

    /// <summary>Writes a small content, whatever is there.</summary>
    public void Write(string name, byte[] content) => Write(name, new MemoryBody(content));

    /// <summary>Writes a file that has been written to its end.</summary>
    public void Write(string name, FileStream file) => Write(name, new FileBody(file.SafeFileHandle, 0, file.Length));

    /// <summary>Files of a folder whose names begin so, and unfinished ones of such.</summary>
    public IEnumerable<(Location At, string Name)> List(string folder, string start)
    {
        List<string> names = [];
        if (At(folder + start).InStore is { } at)
        {
            int length = at.Key.Length - start.Length;
            using ObjectLister lister = new(clients.For(at.Profile), new ListObjectsRequest(at.Bucket) { Prefix = at.Key }, new ListingOptions(), cancellationToken);
            while (lister.TryNext(out ListObjectsPage page))
                names.AddRange(page.Objects.Select(found => Encoding.UTF8.GetString(found.Key.Bytes[length..])));
            if (lister.Error is { } error)
                throw error.ToException();
        }
        else
            Guard(folder, path =>
            {
                if (Directory.Exists(path))
                    names.AddRange(Directory.EnumerateFiles(path).Select(static file => Path.GetFileName(file)).Where(name => name.StartsWith(UnfinishedName.IsOne(name) ? "." + start : start, StringComparison.Ordinal)));
            });
        return names.Select(name => (At(folder + name), name));
    }

    /// <summary>Removes a name; nothing happens when nothing has it.</summary>
    public void Delete(string name)
    {
        if (At(name).InStore is { } at)
        {
            if (clients.For(at.Profile).DeleteObject(new DeleteObjectRequest(at.Bucket, at.Key), cancellationToken).Error is { } error)
                throw error.ToException();
            return;
        }
        Guard(name, static path =>
        {
            if (File.Exists(path))
                File.Delete(path);
        });
    }

    void Write(string name, RequestBody body)
    {
        if (At(name).InStore is { } at)
        {
            if (clients.For(at.Profile).PutObject(new PutObjectRequest(at.Bucket, at.Key, body), cancellationToken).Error is { } error)
                throw error.ToException();
            Look(at, body);
            return;
        }
        Guard(name, path =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string unfinished = _names.Beside(path);
            try
            {
                using (FileStream file = new(unfinished, FileModes.PrivateFile(FileMode.CreateNew, FileAccess.Write)))
                {
                    byte[] buffer = new byte[Piece];
                    for (long offset = 0; offset < body.Length;)
                    {
                        int count = body.Read(offset, buffer);
                        file.Write(buffer, 0, count);
                        offset += count;
                    }
                    FileModes.Set(file.SafeFileHandle, FileModes.Published);
                    file.Flush(flushToDisk: true);
                }
                File.Move(unfinished, path, overwrite: true);
            }
            finally
            {
                File.Delete(unfinished);
            }
        });
    }

    // A manifest vouches for what it names. A HEAD that is refused tells nothing; and what was written over may be told as it was, for a while.
    void Look(S3Location at, RequestBody body)
    {
        if (clients.For(at.Profile).HeadObject(new HeadObjectRequest(at.Bucket, at.Key) { ChecksumMode = false }, cancellationToken).TryGet(out ObjectInfo? found, out S3Error? error)
            ? body is FileBody && found.TotalLength >= 0 && found.TotalLength != body.Length : error.Kind == FailureKind.NotFound)
            throw new FailureException(Failure.Local("NotWritten", $"The store said that it has taken {at}, and has it not."));
    }

    void Guard(string name, Action<string> act)
    {
        string path = Path.GetFullPath(At(name).FilePath!);
        try
        {
            act(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.From(exception, path).ToException();
        }
    }
}
