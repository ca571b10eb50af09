using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;

namespace Sluice.Transfer.Uploads;

internal sealed partial class MultipartWriter
{
    /// <summary>
    /// Sends a part while its bytes come, once. It counts only where the store itself tells the checksum that they had: one that does not know such bodies may
    /// keep what stands around the bytes as well.
    /// </summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="error">Why it was not taken; null also where it was, and nothing shows as what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public bool TryPass(int number, StreamedBody body, out S3Error? error, CancellationToken cancellationToken)
    {
        bool isTaken = target.Client.UploadPart(Part(number, body), cancellationToken).TryGet(out UploadedPart? part, out error);
        item.CountAttempts(error?.Attempts ?? 1);
        if (!isTaken || part is not { IsChecksumKept: true } || UploadCheck.JudgePart(target.Client, target.Bucket, part, body.Length, target.Attributes) is not null)
            return false;
        Add(part with { Length = body.Length });
        return true;
    }
}
