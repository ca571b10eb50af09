using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Streams a body into a file through one pooled buffer.</summary>
sealed class FileBlobWriter : BlobWriter
{
    /// <summary>Large enough that system calls cost little beside hashing.</summary>
    const int BufferSize = 256 << 10;

    readonly string _id;
    readonly string _path;
    readonly bool _durable;
    readonly FileStream _stream;
    readonly SafeFileHandle _file;
    readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    int _buffered;
    long _written;
    bool _finished;

    public FileBlobWriter(string id, string path, bool durable)
    {
        _id = id;
        _path = path;
        _durable = durable;
        FileStreamOptions options = PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write);
        options.Options = FileOptions.Asynchronous;
        _stream = new FileStream(path, options);
        _file = _stream.SafeFileHandle;
    }

    public override Memory<byte> GetMemory() => _buffer.AsMemory(_buffered, BufferSize - _buffered);

    public override ValueTask AdvanceAsync(int count, CancellationToken cancellationToken)
    {
        _buffered += count;
        return _buffered == BufferSize ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    public override async ValueTask<Blob> FinishAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_durable)
        {
            RandomAccess.FlushToDisk(_file);
            StableStorage.FlushDirectory(Path.GetDirectoryName(_path)!);
        }
        _stream.Dispose();
        _finished = true;
        return new FileBlob(_id, _written, _path);
    }

    public override ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _stream.Dispose();
        if (!_finished)
            File.Delete(_path);
        return ValueTask.CompletedTask;
    }

    async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffered == 0)
            return;
        await RandomAccess.WriteAsync(_file, _buffer.AsMemory(0, _buffered), _written, cancellationToken).ConfigureAwait(false);
        _written += _buffered;
        _buffered = 0;
    }
}
