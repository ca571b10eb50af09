using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sync.Plans;

/// <summary>Writes a plan line by line under a temporary name; it gets its own when it is complete. Safe for many threads.</summary>
internal sealed class PlanWriter : IDisposable
{
    readonly TemporaryNames _names = new();
    readonly string _path;
    readonly string _temporary;
    readonly string _copy;
    readonly FileStream _file;
    readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Lock _gate = new();
    long _copies;
    long _bytes;
    long _deletes;
    bool _published;

    /// <summary>Begins a plan. Throws as the file system does.</summary>
    public PlanWriter(string path, PlanHeader header)
    {
        _path = path;
        _copy = header.Source.Path is not null ? "put" : header.Destination.Path is not null ? "get" : "copy";
        _temporary = _names.Beside(path);
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        options.BufferSize = 64 << 10;
        _file = new FileStream(_temporary, options);
        Write(header, PlanJson.Strict.PlanHeader);
    }

    /// <summary>Where the plan is while it is written, and where it will be.</summary>
    public IReadOnlyList<string> Paths => [_temporary, _path];

    /// <summary>Plans a copy.</summary>
    public void Copy(in TreeEntry item, TreeEntry? old, SyncVerdict verdict)
    {
        PlanAction action = new(_copy, Convert.ToBase64String(item.Name.Span), DisplayText.Of(item.Name.Span), PlanReason.Of(verdict))
        {
            Source = PlanItem.From(item),
            Destination = old is { } there ? PlanItem.From(there) : null,
        };
        lock (_gate)
        {
            _copies++;
            _bytes += item.Size ?? 0;
            Write(action, PlanJson.Strict.PlanAction);
        }
    }

    /// <summary>Plans a removal.</summary>
    public void Remove(in TreeEntry item)
    {
        PlanAction action = new("delete", Convert.ToBase64String(item.Name.Span), DisplayText.Of(item.Name.Span), PlanReason.NotInSource) { Destination = PlanItem.From(item) };
        lock (_gate)
        {
            _deletes++;
            Write(action, PlanJson.Strict.PlanAction);
        }
    }

    /// <summary>Ends the plan and gives it its name. Throws as the file system does.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            PlanTrailer trailer = new(true, _copies, _bytes, _deletes, Convert.ToHexStringLower(_digest.GetCurrentHash()));
            Write(trailer, PlanJson.Strict.PlanTrailer);
            _file.Flush();
            if (new Publication(_names) { Listed = ListedFile.None }.Publish(_file.SafeFileHandle, _temporary, _path) is { } refused)
                throw new IOException(refused.Message);
            _published = true;
        }
    }

    /// <summary>Removes a plan that did not become complete.</summary>
    public void Dispose()
    {
        _digest.Dispose();
        try
        {
            // Writes what it holds, for which there may be no space.
            _file.Dispose();
        }
        finally
        {
            if (!_published)
                TemporaryFiles.Delete(_temporary);
        }
    }

    void Write<T>(T record, JsonTypeInfo<T> type)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(record, type), (byte)'\n'];
        _digest.AppendData(line);
        _file.Write(line);
    }
}
