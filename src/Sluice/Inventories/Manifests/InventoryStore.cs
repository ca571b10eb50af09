using System.Security.Cryptography;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Inventories.Manifests;

/// <summary>Reads a manifest and the data files beside it, from a bucket or this machine's disk. Throws <see cref="FailureException"/> for trouble with either.</summary>
/// <param name="manifest">Where the manifest is.</param>
/// <param name="clients">The stores.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class InventoryStore(Location manifest, S3ClientFactory clients, CancellationToken cancellationToken)
{
    const int Piece = 256 << 10;

    // Bodies that break off again and again without a byte between them.
    const int MostBreaks = 5;

    /// <summary>Reads the manifest, or what is called so beside it; null for what is not there.</summary>
    /// <param name="sibling">The name of what is beside it; null for itself.</param>
    /// <param name="most">Bytes at most; throws <see cref="InvalidDataException"/> for more.</param>
    public byte[]? ReadSmall(string? sibling, int most)
    {
        try
        {
            using Stream? stream = manifest.InStore is { } at ? Fetch(sibling is null ? at : at with { Key = Beside(at.Key, sibling) }, most)
                : OpenFile(sibling is null ? manifest.FilePath! : Path.Join(Path.GetDirectoryName(Path.GetFullPath(manifest.FilePath!)), sibling));
            if (stream is null)
                return null;
            if (stream.Length > most)
                throw TooLarge(most);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.From(exception, manifest.FilePath).ToException();
        }
    }

    /// <summary>Opens the manifest itself to be read from its beginning, whatever its length: of a list that is one file.</summary>
    public Stream OpenWhole() => OpenChecked(() => manifest.InStore is { } at ? Fetch(at, long.MaxValue) : OpenFile(manifest.FilePath!), manifest.ToString()!);

    /// <summary>
    /// Opens a data file, whose bytes have been compared with its size and MD5: no row of another one is ever acted on. Of a bucket it is fetched into a temporary file first.
    /// </summary>
    public FileStream Open(InventoryFile file)
    {
        FileStream stream = OpenChecked(() => manifest.InStore is { } at ? Fetch(at with { Key = new ObjectKey(file.Key) }, file.Size) : OpenLocal(file), file.Key);
        if (stream.Length == file.Size && Md5(stream) == file.Md5)
            return stream;
        stream.Dispose();
        throw new FailureException(new Failure(FailureKind.Corrupt, RetryClass.Never, $"The inventory's {DisplayText.Of(file.Key)} is not what its manifest says: size or MD5 differ.") { Code = "BadInventory" });
    }

    static FileStream OpenChecked(Func<FileStream?> open, string name)
    {
        try
        {
            return open() ?? throw new FailureException(new Failure(FailureKind.NotFound, RetryClass.Never, $"The inventory's {DisplayText.Of(name)} is not there.") { Code = "BadInventory" });
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.From(exception, name).ToException();
        }
    }

    // As S3 lays them out, data/NAME beside the manifest's folder, or in the manifest's own: a manifest is untrusted, and its keys lead nowhere else.
    FileStream? OpenLocal(InventoryFile file)
    {
        if (!KeyPath.TryToPath(System.Text.Encoding.UTF8.GetBytes(file.Name), out string name, out _))
            throw new FailureException(Failure.Local("BadInventory", $"The manifest names a data file {DisplayText.Of(file.Key)}, which can be no file here."));
        string folder = Path.GetDirectoryName(Path.GetFullPath(manifest.FilePath!))!;
        return OpenFile(Path.Join(Path.GetDirectoryName(folder), "data", name)) ?? OpenFile(Path.Join(folder, name));
    }

    static FileStream? OpenFile(string path)
    {
        try
        {
            return FileStatus.From(path).Kind is FileKind.File or FileKind.Missing ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan)
                : throw new FailureException(Failure.Local("NotAFile", $"{DisplayText.Of(path)} is no file."));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Into a file that nobody else can read and that is gone when it is closed. A body that breaks off is gone on with where it was.
    FileStream? Fetch(S3Location at, long most)
    {
        S3Client client = clients.For(at.Profile);
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.ReadWrite);
        options.Options = FileOptions.DeleteOnClose;
        options.BufferSize = 0;
        FileStream file = new(new TemporaryNames().Beside(Path.Combine(Path.GetTempPath(), "inventory")), options);
        try
        {
            byte[] buffer = new byte[Piece];
            string? etag = null;
            long total = -1;
            for (int breaks = 0; total < 0 || file.Length < total;)
            {
                long before = file.Length;
                GetObjectRequest request = new(at.Bucket, at.Key) { IfMatch = etag, Range = before > 0 ? new ByteRange(before, total - before) : null };
                if (!client.GetObject(request, cancellationToken).TryGet(out GetObjectResponse? response, out S3Error? error))
                {
                    file.Dispose();
                    return error.Kind == FailureKind.NotFound ? null : throw error.ToException();
                }
                using (response)
                {
                    (etag, total) = (response.Info.ETag, response.Info.TotalLength);
                    if (total > most)
                        throw TooLarge(most);
                    try
                    {
                        for (int count; (count = response.Read(buffer)) > 0;)
                            file.Write(buffer.AsSpan(0, count));
                        total = Math.Max(total, file.Length);
                    }
                    catch (S3Exception broken) when (broken.Error.Kind == FailureKind.Network && total >= 0 && (file.Length > before || ++breaks < MostBreaks))
                    {
                        continue;
                    }
                }
                if (file.Length < total && ++breaks == MostBreaks)
                    throw new FailureException(new Failure(FailureKind.Network, RetryClass.Never, $"{at} ends too early."));
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static ObjectKey Beside(ObjectKey manifest, string name) =>
        new ObjectKey(manifest.Bytes[..(manifest.Bytes.LastIndexOf((byte)'/') + 1)].ToArray()).Append(System.Text.Encoding.UTF8.GetBytes(name));

    static string Md5(FileStream stream)
    {
#pragma warning disable CA5351 // S3 Inventory's manifests have MD5s; the check is against damage.
        string md5 = Convert.ToHexStringLower(MD5.HashData(stream));
#pragma warning restore CA5351
        stream.Position = 0;
        return md5;
    }

    static FailureException TooLarge(long most) => new(Failure.Local("BadInventory", FormattableString.Invariant($"It is larger than the {most:N0} bytes that it may have.")));
}
