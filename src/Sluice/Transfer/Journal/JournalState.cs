using System.Runtime.InteropServices;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>
/// What a journal says when its records are read in order: the command, what is done, what is under way. Memory: 32
/// bytes for each item that is done, or that a move which replaces nothing began, and the parts of the few large ones that are not.
/// </summary>
internal sealed class JournalState
{
    readonly List<DoneItem> _done = [];
    readonly HashSet<string> _killed = new(StringComparer.Ordinal);
    readonly HashSet<UInt128> _naming = [];
    bool _running;
    bool _madeFiles;
    int _counted;
    long _countedBytes;

    /// <summary>The command; empty when the journal ends before it.</summary>
    public IReadOnlyList<string> Command { get; private set; } = [];

    /// <summary>Its working directory.</summary>
    public string WorkingDirectory { get; private set; } = "";

    /// <summary>Process of the latest run.</summary>
    public int ProcessId { get; private set; }

    /// <summary>When the first run began and the latest one, by the clock of this machine.</summary>
    public (DateTimeOffset First, DateTimeOffset Latest) Begun { get; private set; }

    /// <summary>The mark in the names of the latest run's temporary files.</summary>
    public string LatestRun { get; private set; } = "";

    /// <summary>The mark in the names of what the latest run's process makes on hosts; empty when an older version wrote it.</summary>
    public string LatestProcess { get; private set; } = "";

    /// <summary>Items done.</summary>
    public int Done => _done.Count + _counted;

    /// <summary>Those of them that a later run need not know one by one, and their bytes.</summary>
    public (long Items, long Bytes) Counted => (_counted, _countedBytes);

    /// <summary>The large items under way of which a later run can use anything, and their bytes that are where they belong.</summary>
    public (int Items, long Bytes) Kept
    {
        get
        {
            UnfinishedItem[] begun = [.. Unfinished.Values.Where(static item => item is { CanResume: true, PartBytes: > 0 })];
            return (begun.Length, begun.Sum(static item => item.PartBytes));
        }
    }

    /// <summary>Bytes of the items done.</summary>
    public long DoneBytes { get; private set; }

    /// <summary>Large items that were begun and have not ended, by their number.</summary>
    public Dictionary<int, UnfinishedItem> Unfinished { get; } = [];

    /// <summary>The highest number of an item so far.</summary>
    public int LastId { get; private set; }

    /// <summary>The marks of the runs that did not end in order and may have left small temporary files.</summary>
    public IReadOnlyCollection<string> Killed => !_madeFiles ? [] : _running ? [.. _killed, LatestRun] : _killed;

    /// <summary>True when there is anything that a later run can use.</summary>
    public bool IsWorthKeeping => Done > 0 || Unfinished.Count > 0 || Killed.Count > 0 || _naming.Count > 0;

    /// <summary>True when an item was about to get this name (<see cref="ItemIdentity.NameOf"/>). Safe for many threads.</summary>
    public bool WasNaming(UInt128 name) => _naming.Contains(name);

    /// <summary>What a journal says at this moment; null when it cannot be read.</summary>
    public static JournalState? From(string path)
    {
        try
        {
            JournalState state = new();
            JournalFile.Read(path, state.Apply);
            return state;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is JournalException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Takes one record. Throws <see cref="InvalidDataException"/> for one that cannot be.</summary>
    public void Apply(ReadOnlySpan<byte> record)
    {
        RecordReader reader = new(record);
        switch ((RecordKind)reader.Byte())
        {
            case RecordKind.Command:
                WorkingDirectory = reader.Text();
                string[] command = new string[Math.Min(reader.Int(), record.Length)];
                for (int word = 0; word < command.Length; word++)
                    command[word] = reader.Text();
                Command = command;
                break;
            case RecordKind.Run:
                if (_running)
                    _killed.Add(LatestRun);
                _running = true;
                ProcessId = reader.Int();
                DateTimeOffset begun = new(reader.Long(), TimeSpan.Zero);
                Begun = (Begun.First == default ? begun : Begun.First, begun);
                LatestRun = reader.Text();
                LatestProcess = reader.IsAtEnd ? "" : reader.Text();
                break;
            case RecordKind.Directory:
                _madeFiles = true;
                break;
            case RecordKind.Stopped:
                _running = false;
                break;
            case RecordKind.Done:
                UInt128 fingerprint = reader.Wide();
                DoneBytes += reader.Long();
                // Not told by the first versions of this program.
                _done.Add(new DoneItem(fingerprint, reader.IsAtEnd ? default : reader.Wide()));
                break;
            case RecordKind.Begun:
                UnfinishedItem item = UnfinishedItem.Read(ref reader);
                Unfinished[item.Id] = item;
                LastId = Math.Max(LastId, item.Id);
                break;
            case RecordKind.Upload:
                if (Unfinished.TryGetValue(reader.Int(), out UnfinishedItem? begunItem))
                    begunItem.UploadId = reader.Text();
                break;
            case RecordKind.Part:
                if (Unfinished.TryGetValue(reader.Int(), out UnfinishedItem? whole))
                {
                    JournalPart part = JournalPart.Read(ref reader);
                    whole.Parts[part.Number] = part;
                    whole.Ranges.Remove(part.Number);
                }
                break;
            case RecordKind.Reached:
                if (Unfinished.TryGetValue(reader.Int(), out UnfinishedItem? under))
                {
                    JournalPart begunPart = JournalPart.Read(ref reader);
                    under.Ranges[begunPart.Number] = new BegunRange(begunPart, reader.Long());
                }
                break;
            case RecordKind.Naming:
                _naming.Add(reader.Wide());
                break;
            case RecordKind.Counted:
                _counted++;
                long counted = reader.Long();
                _countedBytes += counted;
                DoneBytes += counted;
                break;
            case RecordKind.Ended:
                Unfinished.Remove(reader.Int());
                break;
        }
    }

    /// <summary>Makes ready for <see cref="DoneOf"/>.</summary>
    public void Sort() => _done.Sort();

    /// <summary>What is done of this item: nothing, or all the times that it was done. Only after <see cref="Sort"/>; safe for many threads.</summary>
    public ReadOnlySpan<DoneItem> DoneOf(UInt128 fingerprint)
    {
        ReadOnlySpan<DoneItem> all = DoneItems;
        int first = all.BinarySearch(new DoneItem(fingerprint, default));
        if (first < 0)
            return default;
        int end = first + 1;
        while (first > 0 && all[first - 1].Fingerprint == fingerprint)
            first--;
        while (end < all.Length && all[end].Fingerprint == fingerprint)
            end++;
        return all[first..end];
    }

    /// <summary>Everything that is done.</summary>
    public ReadOnlySpan<DoneItem> DoneItems => CollectionsMarshal.AsSpan(_done);
}
