using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Transfer.Reporting;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Jobs.Proofs;

/// <summary>
/// What stands at the end of a migration: for each item that a job has done, what both stores say of it now. Two requests an item, two more where it has
/// tags; no bytes are read.
/// </summary>
/// <param name="store">The job.</param>
/// <param name="job">Its definition.</param>
/// <param name="clients">Clients of both stores.</param>
/// <param name="source">The source of its command, in a store.</param>
/// <param name="destination">Where it writes to, in a store.</param>
public sealed class JobProof(JobStore store, JobDefinition job, S3ClientFactory clients, Location source, Location destination)
{
    // Answers that are waited for at once: beyond this HEAD requests of one machine gain little against a store at 30 ms, and a store is to bear the job beside it.
    const int AtOnce = 64;

    /// <summary>Items that were looked at so far.</summary>
    public long Looked => Interlocked.Read(ref _looked);

    long _looked;

    /// <summary>Writes CSV with one header, an item a row. Throws <see cref="FailureException"/> when the job's store fails.</summary>
    /// <param name="proof">Where to.</param>
    /// <param name="damaged">Told of each seal that cannot be read, and of rows that are not there or not whole; those of all others are written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ProofCount Write(Stream proof, Action<JobDamage> damaged, CancellationToken cancellationToken)
    {
        TreeContext context = new(clients);
        ItemProver prover = new(clients, source.Open(context, recursive: true), destination.Open(context, recursive: true));
        ItemRows keys = new(store, source, destination);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long items = 0, same = 0, changed = 0, lessened = 0, notDone = 0, removed = 0, misplaced = 0, added = 0;
        ItemOrder order = new();
        WriteRow(static csv => csv.WriteHeader("Bucket", "Key", "Verdict", "SourceBytes", "SourceChecksum", "SourceETag", "DestinationBucket", "DestinationKey",
            "DestinationBytes", "DestinationChecksum", "DestinationETag", "DestinationVersionId", "MovedChecksum", "NotKept", "Message", "SourceVersionId"));
        foreach (SealedRows chunk in SealedRows.Read(store, damaged, cancellationToken, sealedOne => added += sealedOne.Seal?.Added ?? 0))
        {
            // 1 What was done, with the checksum that it had on the way.
            Dictionary<string, string> done = [];
            foreach (OutcomeRow row in chunk.Rows)
                if (row.Outcome is "done")
                    done[row.Key] = row.Field(OutcomeRow.ChecksumColumn);
                else
                    notDone++;
            List<(ChunkItem Item, string Moved)> wanted = [];
            foreach (ChunkItem item in Items(chunk.Chunk))
                if (item.IsRemoved)
                    removed += done.Remove(keys.KeyOf(item)) ? 1 : 0;
                else if (!done.Remove(keys.KeyOf(item), out string? moved))
                    continue;
                else if (order.IsNext(chunk.Chunk, item.Name))
                    wanted.Add((item, moved));
                else
                    misplaced++;
            // Rows of what the chunk does not have.
            misplaced += done.Count;
            // 2 Both stores.
            ItemProof[] found = new ItemProof[wanted.Count];
            Parallel.For(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, at =>
            {
                found[at] = prover.Look(wanted[at].Item, wanted[at].Moved, cancellationToken);
                Interlocked.Increment(ref _looked);
            });
            // 3 A row each, in the order of the chunk.
            for (int at = 0; at < wanted.Count; at++)
            {
                ((ChunkItem item, string moved), ItemProof one) = (wanted[at], found[at]);
                WriteRow(csv => Write(csv, prover.SourceOf(item), prover.CopyOf(item), one, moved));
                items++;
                same += one.Verdict == ProofVerdict.Same ? 1 : 0;
                changed += one.Verdict == ProofVerdict.SourceChanged ? 1 : 0;
                lessened += one.NotKept.Count > 0 ? 1 : 0;
            }
        }
        return new ProofCount(items, same, changed, lessened, notDone, Convert.ToHexStringLower(hash.GetHashAndReset())) { Planned = JobState.ReadPlan(store, cancellationToken)?.Items + added - removed, Misplaced = misplaced };

        IReadOnlyList<ChunkItem> Items(string chunk)
        {
            try
            {
                return ChunkFile.Read(store, chunk, job.Mark, cancellationToken).Items;
            }
            catch (FailureException unreadable) when (unreadable.Failure.Code == ChunkFile.Damaged)
            {
                damaged(new JobDamage(chunk, JobDamageKind.Chunk));
                return [];
            }
        }

        void WriteRow(Action<CsvWriter> write)
        {
            using MemoryStream row = new();
            using (CsvWriter csv = CsvWriter.Create(row, CsvReport.Options, leaveOpen: true))
                write(csv);
            hash.AppendData(row.GetBuffer(), 0, (int)row.Length);
            proof.Write(row.GetBuffer(), 0, (int)row.Length);
        }
    }

    static void Write(CsvWriter csv, S3Location from, S3Location copy, ItemProof found, string moved)
    {
        string code = found.Verdict.ToString();
        csv.WriteField(from.Bucket);
        csv.WriteField(CsvReport.KeyOf(from.Key));
        csv.WriteField(string.Concat(char.ToLowerInvariant(code[0]).ToString(), code.AsSpan(1)));
        WriteSide(csv, found.Source);
        csv.WriteField(copy.Bucket);
        csv.WriteField(CsvReport.KeyOf(copy.Key));
        WriteSide(csv, found.Destination);
        csv.WriteField(CsvReport.Plain(found.Destination?.VersionId));
        csv.WriteField(moved);
        csv.WriteField(CsvReport.Plain(string.Join(' ', found.NotKept)));
        csv.WriteField(found.Why);
        csv.WriteField(CsvReport.Plain(from.VersionId ?? found.Source?.VersionId));
        csv.EndRecord();
    }

    static void WriteSide(CsvWriter csv, ObjectInfo? info)
    {
        csv.WriteField(info?.TotalLength.ToString(CultureInfo.InvariantCulture) ?? "");
        csv.WriteField(info?.Checksum is { } sum ? ReportRow.TextOf(sum) : "");
        csv.WriteField(CsvReport.Plain(info?.ETag?.Trim('"')));
    }
}
