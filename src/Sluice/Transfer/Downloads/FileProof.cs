using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Trees;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// For a move of an object of which nothing but its size could be compared while ranges came: the file is read for the MD5 in the ETag, of the
/// whole or of the parts that the store tells of; and where that does not prove it, the object once more.
/// </summary>
internal static class FileProof
{
    /// <summary>A failure when the file is not the object; null when it is, and where nothing can tell.</summary>
    /// <param name="item">The item, whose requests these are.</param>
    /// <param name="run">The run.</param>
    /// <param name="source">The object.</param>
    /// <param name="sink">Has the file.</param>
    /// <param name="info">What the store told of the object.</param>
    /// <param name="judge">Knows the ETags of its bucket.</param>
    /// <param name="worker">Who reads.</param>
    /// <param name="computed">Checksum of what came; null when it is not known.</param>
    /// <param name="verified">What is proved; as it was where the file is not read.</param>
    public static ItemFailure? Judge(ItemTransfer item, TransferContext run, ObjectSource source, DownloadSink sink, ObjectInfo info, FetchJudge judge, Worker worker, ObjectChecksum? computed, ref Verification verified)
    {
        if (ETagMd5.Of(info) is { } md5)
        {
            long? part = md5.IsComposite ? StoredPartSize.Suppose(item, source, info, md5.PartCount, worker, long.MaxValue) : info.TotalLength;
            ObjectChecksum? ours = null;
            if (part is { } length && FileMd5.Of(run, worker, sink, info.TotalLength, length, md5.IsComposite, out ours) is { } unreadable)
                return unreadable;
            if (!md5.IsComposite && ours is not null)
                return judge.Judge(new DownloadCheck(ChecksumAlgorithm.Md5, md5, Verification.Md5), ours, info.TotalLength, out verified);
            if (ours is { } sum && source.Client.ETagsOf(source.Bucket).Judge(md5, sum, info.TotalLength) == ETagAnswer.Agrees)
            {
                verified = Verification.Md5;
                return null;
            }
        }
        return SecondLook.Judge(item, run, source, info.ETag, info.TotalLength, computed, out verified);
    }
}
