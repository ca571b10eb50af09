using Microsoft.Win32.SafeHandles;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Downloads;

/// <summary>Reads a file that was written for the MD5 that its object's ETag may be.</summary>
internal static class FileMd5
{
    /// <summary>Reads it; why that failed, or null.</summary>
    /// <param name="run">The run.</param>
    /// <param name="worker">Who reads.</param>
    /// <param name="sink">Has the file.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="partSize">Bytes of each part but the last; the length for a file of one.</param>
    /// <param name="isOfParts">The MD5 of the parts' MD5s is wanted.</param>
    /// <param name="md5">The MD5; null when there is no file to read.</param>
    public static ItemFailure? Of(TransferContext run, Worker worker, DownloadSink sink, long length, long partSize, bool isOfParts, out ObjectChecksum? md5)
    {
        md5 = null;
        using BufferLease lease = run.Memory.Reserve(run.ChunkSize, run.Token);
        List<ObjectChecksum> parts = [];
        try
        {
            using SafeFileHandle? file = sink.OpenWritten();
            if (file is null)
                return null;
            for (long start = 0; start < length || parts.Count == 0; start += partSize)
            {
                ChecksumHasher hasher = worker.Hasher(ChecksumAlgorithm.Md5);
                for (long at = start, end = Math.Min(length, start + partSize); at < end;)
                {
                    int count = RandomAccess.Read(file, lease.Span[..(int)Math.Min(lease.Length, end - at)], at);
                    if (count == 0)
                        return ItemFailure.Corrupt("The file is shorter than what was written to it.");
                    hasher.Append(lease.Span[..count]);
                    at += count;
                }
                parts.Add(hasher.Finish());
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(sink.Explain(exception));
        }
        md5 = isOfParts ? ChecksumHeaders.Compose(ChecksumAlgorithm.Md5, parts) : parts[0];
        return null;
    }
}
