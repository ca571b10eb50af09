using Sluice.S3;

namespace Sluice.Transfer.Journal;

/// <summary>What the journal is told of one large item while it moves.</summary>
internal sealed class ItemJournal(RunJournal run, UnfinishedItem item)
{
    bool _ended;

    /// <summary>True when what is unfinished can be left lying: a later run will find it.</summary>
    public bool CanResume => item.CanResume && run.IsWritable;

    /// <summary>The parts that earlier runs finished; each must be looked at again before it counts.</summary>
    public Dictionary<int, JournalPart> Parts => item.Parts;

    /// <summary>The store has begun the upload.</summary>
    public void Uploading(string uploadId)
    {
        item.UploadId = uploadId;
        run.Write(RecordKind.Upload, (item.Id, uploadId), static (record, it) => record.Int(it.Id).Text(it.uploadId));
    }

    /// <summary>The store has a part.</summary>
    public void Uploaded(UploadedPart part) => Finished(new JournalPart(part.PartNumber, 0, part.Length, part.Checksum, part.ETag));

    /// <summary>A part is where it belongs. After its last byte, so that a crash before this line repeats the part and cannot skip it.</summary>
    public void Finished(JournalPart part) => run.Write(RecordKind.Part, (item.Id, part), static (record, it) =>
    {
        record.Int(it.Id);
        it.part.Write(record);
    });

    /// <summary>A range that is under way has come so far. After the last of these bytes.</summary>
    public void Reached(BegunRange range) => run.Write(RecordKind.Reached, (item.Id, range), static (record, it) =>
    {
        record.Int(it.Id);
        it.range.Begun.Write(record);
        record.Long(it.range.Length);
    });

    /// <summary>Nothing is left of it, or it is done and said to be.</summary>
    public void End()
    {
        if (_ended)
            return;
        _ended = true;
        run.End(item);
    }
}
