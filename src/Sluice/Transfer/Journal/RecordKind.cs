namespace Sluice.Transfer.Journal;

/// <summary>What a record of a journal says. The numbers are part of the file format.</summary>
internal enum RecordKind : byte
{
    /// <summary>The command and its working directory; the first record.</summary>
    Command = 1,
    /// <summary>A run has begun: its process and the mark in the names of its temporary files.</summary>
    Run = 2,
    /// <summary>An item is done.</summary>
    Done = 3,
    /// <summary>A large item is about to be begun: written before the store or the disk knows of it.</summary>
    Begun = 4,
    /// <summary>The store has begun the multipart upload of an item.</summary>
    Upload = 5,
    /// <summary>A part of an item is where it belongs.</summary>
    Part = 6,
    /// <summary>Nothing is left of an item that was begun, or it is done.</summary>
    Ended = 7,
    /// <summary>Temporary files will be made in this directory.</summary>
    Directory = 8,
    /// <summary>The run has ended in order: it removed its small temporary files.</summary>
    Stopped = 9,
    /// <summary>A range of a download has come so far.</summary>
    Reached = 10,
    /// <summary>An item of a move that replaces nothing is about to get its name: what has that name afterwards may be its copy.</summary>
    Naming = 11,
    /// <summary>An item is done, and the next run sees that by itself: a move by its source, which is gone, a sync by comparing. Known to be told of, and counted.</summary>
    Counted = 12,
}
