using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees.Local;

namespace Sluice.Inventories.Writing;

/// <summary>A data file that is being written, in a temporary file that is gone when this is disposed.</summary>
internal abstract class DataFile : IDisposable
{
    /// <summary>Begins one of the form asked for.</summary>
    /// <param name="format">The form.</param>
    /// <param name="bucket">The bucket that is listed.</param>
    /// <param name="versions">Versions are listed.</param>
    /// <param name="rows">What the file before has left; null for the first.</param>
    public static DataFile Create(InventoryFormat format, string bucket, bool versions, ref RowGroup? rows) =>
        format == InventoryFormat.Csv ? new CsvDataFile(bucket, versions) : new ParquetDataFile(rows ??= new RowGroup(bucket, versions));

    /// <summary>Makes the temporary file.</summary>
    protected DataFile()
    {
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.ReadWrite);
        // Without a name it is gone however the process ends; Windows keeps the name of what is open.
        options.Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        // No large object: such ones are collected only with all of the heap.
        options.BufferSize = 64 << 10;
        string path = new TemporaryNames().Beside(Path.Combine(Path.GetTempPath(), "inventory"));
        File = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            System.IO.File.Delete(path);
    }

    /// <summary>The columns as a manifest names them.</summary>
    public static string SchemaOf(InventoryFormat format, bool versions) => format == InventoryFormat.Csv ? CsvDataFile.SchemaOf(versions) : ParquetDataFile.SchemaOf(versions);

    /// <summary>How its name ends.</summary>
    public static string ExtensionOf(InventoryFormat format) => format == InventoryFormat.Csv ? ".csv.gz" : ".parquet";

    /// <summary>The file, complete after <see cref="Finish"/>.</summary>
    public FileStream File { get; }

    /// <summary>Objects in it.</summary>
    public long Rows { get; protected set; }

    /// <summary>Their bytes, as far as they are known.</summary>
    public long Bytes { get; private set; }

    /// <summary>Objects whose size the store does not list; delete markers have none.</summary>
    public long Unsized { get; private set; }

    /// <summary>The key of the last one.</summary>
    public ObjectKey Last { get; private set; }

    /// <summary>Adds an object. Throws <see cref="InvalidDataException"/> for a key that the form cannot hold.</summary>
    public void Add(in ListedObject found)
    {
        Write(found);
        Rows++;
        Bytes += found.Size ?? 0;
        Unsized += found.Size is null && !IsMarker(found) ? 1 : 0;
        Last = found.Key;
    }

    /// <summary>Writes what is in memory, and the end of the file.</summary>
    public abstract void Finish();

    /// <summary>Writes one.</summary>
    protected abstract void Write(in ListedObject found);

    // S3 tells no class of what has the standard one (API reference, GetObject).
    /// <summary>The storage class as inventories name it; null for a delete marker, which has none.</summary>
    public static string? ClassOf(in ListedObject found) => IsMarker(found) ? null : found.StorageClass ?? "STANDARD";

    /// <summary>Bytes; null for a delete marker, which has none.</summary>
    public static long? SizeOf(in ListedObject found) => IsMarker(found) ? null : found.Size;

    /// <summary>True for a delete marker.</summary>
    public static bool IsMarker(in ListedObject found) => found.Version is { IsDeleteMarker: true };

    /// <summary>True for what is the latest of its key.</summary>
    public static bool IsLatest(in ListedObject found) => found.Version is not { IsLatest: false };

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the file back.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            File.Dispose();
    }
}
