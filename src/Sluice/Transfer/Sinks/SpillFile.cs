using System.Text;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>Items put aside in a temporary file, in order: there may be more of them than memory should hold. Made with the first item, gone with the spool.</summary>
internal sealed class SpillFile : IDisposable
{
    const long Unknown = -1;

    FileStream? _file;
    BinaryWriter? _writer;

    /// <summary>Items in it.</summary>
    public long Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    static FileStreamOptions Options()
    {
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.ReadWrite);
        options.BufferSize = 64 << 10;
        options.Options = FileOptions.DeleteOnClose;
        return options;
    }

    /// <summary>Puts an item at the end. Throws as a full disk makes it.</summary>
    public void Add(in TreeEntry item)
    {
        _file ??= new FileStream(new TemporaryNames().Beside(Path.Combine(Path.GetTempPath(), "spool")), Options());
        _writer ??= new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
        _writer.Write7BitEncodedInt(item.Name.Length);
        _writer.Write(item.Name.Span);
        _writer.Write(item.Size ?? Unknown);
        _writer.Write(item.Modified?.UtcTicks ?? Unknown);
        _writer.Write(item.Object?.ETag ?? "");
        _writer.Write(item.Object?.StorageClass ?? "");
        _writer.Write(item.Object?.Version?.Id ?? "");
        Count++;
        Bytes += item.Size ?? 0;
    }

    /// <summary>Reads all of them, from the first; <paramref name="side"/> is where they were found. Nothing may be added meanwhile.</summary>
    public IEnumerable<TreeEntry> Read(Tree side)
    {
        if (_file is null)
            yield break;
        _writer!.Flush();
        _file.Position = 0;
        using BinaryReader reader = new(_file, Encoding.UTF8, leaveOpen: true);
        for (long read = 0; read < Count; read++)
        {
            byte[] name = reader.ReadBytes(reader.Read7BitEncodedInt());
            long? size = reader.ReadInt64() is >= 0 and var bytes ? bytes : null;
            DateTimeOffset? modified = reader.ReadInt64() is >= 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
            string etag = reader.ReadString(), storage = reader.ReadString(), version = reader.ReadString();
            TreeEntry item = side.Entry(name, size, modified, etag.Length == 0 ? null : etag).OfVersion(version.Length == 0 ? null : version);
            yield return storage.Length > 0 && item.Object is { } found ? item with { Object = found with { StorageClass = storage } } : item;
        }
    }

    /// <summary>Puts what is in memory into the file. Throws as a full disk makes it.</summary>
    public void Flush()
    {
        _writer?.Flush();
        _file?.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // A full disk did not take the rest, which nobody wants any more.
        }
    }
}
