using System.IO.Compression;
using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>The rows of all items that sealed attempts have written, in the order of the chunks; no others.</summary>
/// <param name="store">The job.</param>
public sealed class JobReport(JobStore store)
{
    /// <summary>Writes CSV with one header, its first columns those of S3 Batch Operations; rows that were written. Throws <see cref="FailureException"/> for a file that is not there or not whole.</summary>
    public long Write(Stream report, CancellationToken cancellationToken)
    {
        long rows = 0;
        bool isFirst = true;
        foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken))
        {
            string chunk = entry.Name[JobNames.Seals.Length..];
            if (JobState.ReadSeal(store, chunk, cancellationToken) is not { } seal)
                throw Damaged(chunk);
            if (seal.Outcomes is not { } outcomes)
                continue;
            if (store.Read(outcomes, cancellationToken) is not { } file)
                throw Damaged(chunk);
            try
            {
                rows += Copy(file.Content, report, withHeader: isFirst);
            }
            catch (InvalidDataException)
            {
                throw Damaged(chunk);
            }
            isFirst = false;
        }
        return rows;
    }

    // Rows end at a line end outside quotes.
    static long Copy(byte[] packed, Stream report, bool withHeader)
    {
        using GZipStream gzip = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream all = new();
        gzip.CopyTo(all);
        ReadOnlySpan<byte> rest = all.GetBuffer().AsSpan(0, (int)all.Length);
        int header = rest.IndexOf((byte)'\n') + 1;
        report.Write(withHeader ? rest : rest[header..]);
        long rows = 0;
        bool quoted = false;
        foreach (byte letter in rest[header..])
        {
            quoted ^= letter == (byte)'"';
            rows += letter == (byte)'\n' && !quoted ? 1 : 0;
        }
        return rows;
    }

    static FailureException Damaged(string chunk) => new(Failure.Local("BadJob", $"The outcomes of chunk {DisplayText.Of(chunk)} cannot be read."));
}
