using System.Security.Cryptography;
using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Endpoints;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Names;

namespace Sluice.Inventories;

/// <summary>
/// A list of names as an inventory of a prefix: written as a list for S3 Batch Operations (Bucket, Key) to a directory of its own in TMPDIR, which goes with it. It tells neither sizes nor
/// ETags, and what is not there any more is told by whoever acts on it.
/// </summary>
public sealed class NamedInventory : IDisposable
{
    readonly string _directory;

    NamedInventory(string directory, Location source)
    {
        _directory = directory;
        Source = new InventoryLocation(source, new Inventory(new LocalLocation(Path.Combine(directory, "names.csv")) { IsLiteral = true }));
    }

    /// <summary>SHA-256 of the objects in the order of the list.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The prefix, whose objects are those of the list.</summary>
    public InventoryLocation Source { get; }

    /// <summary>
    /// Writes one. Throws <see cref="ArgumentException"/> for a source that is no prefix and for a name that no object below it can have, <see cref="FailureException"/> when the list cannot
    /// be read, and <see cref="IOException"/> when TMPDIR takes no more.
    /// </summary>
    /// <param name="names">The names, relative to the source.</param>
    /// <param name="source">A bucket, or a prefix with a slash at its end.</param>
    /// <param name="openInput">Opens standard input.</param>
    /// <param name="clients">The stores, of which none is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static NamedInventory Write(NameList names, Location source, Func<Stream> openInput, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        if (source.InStore is not { } place || !place.Key.IsEmpty && !place.Key.Bytes.EndsWith("/"u8))
            throw new ArgumentException($"Names are relative to a bucket, or to a prefix with a slash at its end; {source} is neither.");
        NamedInventory made = new(Directory.CreateTempSubdirectory("sluice-names-").FullName, source);
        try
        {
            made.Fill(names, place, openInput, clients, cancellationToken);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    void Fill(NameList names, Trees.S3.S3Location place, Func<Stream> openInput, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        Tree tree = place.Open(new TreeContext(clients), recursive: true);
        using NameFeed feed = new(names, openInput, tree, areFiles: false, cancellationToken);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream rows = File.Create(Source.Inventory.Manifest.FilePath!, bufferSize: 64 << 10);
        bool any = false;
        while (feed.TryNext(out byte[] name, out LocalProblem? problem))
        {
            if (problem is { } wrong)
                throw new ArgumentException($"{DisplayText.Of(name)}: {wrong.Message}");
            byte[] row = Encoding.UTF8.GetBytes($"{place.Bucket},{UriEncoding.EncodePath(tree.Objects!.KeyOf(name))}\n");
            rows.Write(row);
            hash.AppendData(row);
            any = true;
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (feed.Error is { } error)
            throw error.ToException();
        if (!any)
            throw new ArgumentException($"The list of names ({(names.Path == "-" ? "standard input" : DisplayText.Of(names.Path))}) is empty.");
        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
