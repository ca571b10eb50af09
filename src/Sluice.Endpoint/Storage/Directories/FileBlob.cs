using Microsoft.Win32.SafeHandles;
using Sluice.Failures;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Bytes in a file of their own; the file goes with the last holder.</summary>
sealed class FileBlob(string id, long length, string path) : Blob(id, length)
{
    public override BlobReader OpenReader() => new Reader(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous), path);

    protected override void Free() => File.Delete(path);

    sealed class Reader(SafeFileHandle file, string path) : BlobReader
    {
        public override async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, Memory<byte> scratch, CancellationToken cancellationToken)
        {
            int read = await RandomAccess.ReadAsync(file, scratch, offset, cancellationToken).ConfigureAwait(false);
            return read > 0 ? scratch[..read] : throw new EndOfStreamException($"'{DisplayText.Of(path)}' is shorter than its record says.");
        }

        public override void Dispose() => file.Dispose();
    }
}
