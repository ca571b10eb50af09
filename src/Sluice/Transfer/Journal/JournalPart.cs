using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Journal;

/// <summary>A part that a journal says is where it belongs.</summary>
/// <param name="Number">Its number, from 0 for downloads and from 1 for uploads.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Checksum">Their checksum; null when none was computed.</param>
/// <param name="ETag">The store's tag of an uploaded part; empty for downloads.</param>
internal sealed record JournalPart(int Number, long Offset, long Length, ObjectChecksum? Checksum, string ETag)
{
    /// <summary>As an uploaded part.</summary>
    public UploadedPart Uploaded => new(Number, ETag, Length, Checksum);

    /// <summary>Adds it to a record.</summary>
    public void Write(RecordWriter to) =>
        to.Int(Number).Long(Offset).Long(Length).Byte((byte)(Checksum?.Algorithm ?? ChecksumAlgorithm.None)).Text(Checksum?.Base64).Text(ETag);

    /// <summary>Reads it back.</summary>
    public static JournalPart Read(ref RecordReader from)
    {
        int number = from.Int();
        long offset = from.Long(), length = from.Long();
        ChecksumAlgorithm algorithm = (ChecksumAlgorithm)from.Byte();
        string base64 = from.Text(), etag = from.Text();
        return new JournalPart(number, offset, length, base64.Length == 0 ? null : new ObjectChecksum(algorithm, base64), etag);
    }
}
