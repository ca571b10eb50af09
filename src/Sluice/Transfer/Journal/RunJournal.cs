using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Sinks;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Journal;

/// <summary>
/// The journal of a run under way: what earlier runs of the same command finished and left, and what this one does.
/// Safe for many threads. When the disk refuses it, the run goes on without, and undoes what it cannot finish.
/// </summary>
internal sealed class RunJournal : IDisposable
{
    readonly Gate _gate;
    readonly JournalRequest _request;
    readonly TimeProvider _clock;
    readonly JournalLock _lock;
    readonly JournalState _state = new();
    readonly string _path;
    readonly ILookup<UInt128, UnfinishedItem> _earlier;

    // Guarded by _gate, as are the unfinished items of the state.
    JournalFile? _file;
    int _lastId;
    long _done;
    volatile bool _isNaming;
    string _directory = "";
    readonly Stack<string> _directories = new();

    RunJournal(JournalRequest request, string path, JournalLock taken, TimeProvider clock, Gate gate)
    {
        _gate = gate;
        _request = request;
        _path = path;
        _lock = taken;
        _clock = clock;
        bool isNew = !File.Exists(path);
        _file = JournalFile.Open(path, _state.Apply, out long cut);
        _state.Sort();
        _lastId = _state.LastId;
        _earlier = _state.Unfinished.Values.ToLookup(static item => item.Identity.Place);
        if (!isNew && _state.Command.Count == 0)
            Say($"The journal {DisplayText.Of(path)} was empty or cut off before its first record: the run begins anew. {Orphans}");
        else if (cut > 0)
            Say($"The journal {DisplayText.Of(path)} was cut off or damaged: its last {cut:N0} bytes were dropped, and what they said is done again. {Orphans}");
        if (_state.Done > 0 || _state.Unfinished.Count > 0)
            Say($"Going on with the run of {TimeZoneInfo.ConvertTime(_state.Begun.Latest, request.TimeZone ?? clock.LocalTimeZone):yyyy-MM-dd HH:mm}: {_state.Done:N0} done, {UnderWay()}. (--no-journal sends all again.)");
    }

    const string Orphans = "'sluice cleanup' finds uploads and files that it may have named.";

    /// <summary>Names of temporary files, by a mark that the journal knows.</summary>
    public TemporaryNames Names { get; } = new();

    /// <summary>The form in which the journal has paths.</summary>
    public FullPaths Paths { get; } = new();

    /// <summary>True while records can be written.</summary>
    public bool IsWritable
    {
        get
        {
            using (_gate.Enter())
                return _file is not null;
        }
    }

    /// <summary>
    /// Opens the journal of a command; null, after saying why, where none can be written. Throws
    /// <see cref="JournalException"/> when another run has it, or another version wrote it.
    /// </summary>
    public static RunJournal? Open(JournalRequest request, TimeProvider clock, Gate? gate = null, CancellationToken cancellationToken = default)
    {
        JournalLock? taken = null;
        try
        {
            JournalDirectory.Create(request.Directory);
            string path = JournalDirectory.PathOf(request);
            taken = JournalLock.Take(path, clock, cancellationToken) ?? throw new JournalException(
                $"The same command is running already{ProcessOf(path)}. Wait for it, or stop it and run this again: it goes on where that one was.");
            RunJournal journal = new(request, path, taken, clock, gate ?? new Gate());
            journal.Begin();
            return journal;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            taken?.LetGo(JournalDirectory.PathOf(request));
            request.OnNote?.Invoke($"No journal: {ItemFailure.From(exception, request.Directory).Message} This run cannot be resumed.");
            return null;
        }
        catch (JournalException)
        {
            taken?.Dispose();
            throw;
        }
    }

    /// <summary>Tells the user.</summary>
    public void Say(string sentence) => _request.OnNote?.Invoke(sentence);

    /// <summary>When the first run began with which this one goes on, by the clock of this machine; null when there is none.</summary>
    public DateTimeOffset? FirstBegun => _state.Begun.First == default ? null : _state.Begun.First;

    /// <summary>What earlier runs have done of an item; of a file, as it is now.</summary>
    public ReadOnlySpan<DoneItem> DoneOf(UInt128 item, FileStatus file = default) => _state.DoneOf(Of(item, file));

    /// <summary>Everything that earlier runs have done.</summary>
    public ReadOnlySpan<DoneItem> DoneItems => _state.DoneItems;

    /// <summary>An item is done.</summary>
    /// <param name="item">The item.</param>
    /// <param name="file">The file that it became, by whose times one sees that it is still that file; the default for an object.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="stored">The object that it became (<see cref="ItemIdentity.ObjectOf"/>); 0 when that is not known.</param>
    public void Done(UInt128 item, FileStatus file, long bytes, UInt128 stored)
    {
        Interlocked.Increment(ref _done);
        Write(RecordKind.Done, (Fingerprint: Of(item, file), bytes, stored), static (record, done) => record.Wide(done.Fingerprint).Long(done.bytes).Wide(done.stored));
    }

    /// <summary>An item is done, of a run that need not be told of it again: of a sync or a move.</summary>
    public void Counted(long bytes)
    {
        Interlocked.Increment(ref _done);
        Write(RecordKind.Counted, bytes, static (record, bytes) => record.Long(bytes));
    }

    /// <summary>What earlier runs have done that was <see cref="Counted"/>.</summary>
    public (long Items, long Bytes) CountedBefore => _state.Counted;

    /// <summary>After <see cref="Close"/>: the large items that a later run goes on with, and the bytes of them that are where they belong.</summary>
    public (int Items, long Bytes) Kept { get; private set; }

    static UInt128 Of(UInt128 item, in FileStatus file) => unchecked(item + ((UInt128)file.ChangedNanoseconds << 64) + (ulong)file.Modified.UtcTicks);

    /// <summary>Takes what earlier runs left of items for this destination, the latest first.</summary>
    public IReadOnlyList<UnfinishedItem> Take(UInt128 place)
    {
        using (_gate.Enter())
        {
            List<UnfinishedItem> taken = [.. _earlier[place].Where(static item => !item.IsTaken).OrderByDescending(static item => item.Id)];
            foreach (UnfinishedItem item in taken)
                item.IsTaken = true;
            return taken;
        }
    }

    /// <summary>True when an earlier run left something of an item for this destination that nobody has taken yet.</summary>
    public bool Has(UInt128 place)
    {
        using (_gate.Enter())
            return _earlier[place].Any(static item => !item.IsTaken);
    }

    /// <summary>An item of a move that replaces nothing is about to get this name (<see cref="ItemIdentity.NameOf"/>).</summary>
    public void Naming(UInt128 name)
    {
        _isNaming = true;
        Write(RecordKind.Naming, name, static (record, name) => record.Wide(name));
    }

    /// <summary>True when an earlier run was about to give this name: what has it may be the copy that it made.</summary>
    public bool WasNaming(UInt128 name) => _state.WasNaming(name);

    /// <summary>A large item is about to be begun. Before the store or the disk knows of it, so that nothing of it can get lost.</summary>
    public ItemJournal Begin(UnfinishedItem item)
    {
        using (_gate.Enter())
        {
            item.Id = ++_lastId;
            item.IsTaken = true;
            _state.Unfinished.Add(item.Id, item);
        }
        Write(RecordKind.Begun, item, static (record, item) => item.Write(record));
        return new ItemJournal(this, item);
    }

    /// <summary>Goes on with an item of an earlier run, or gives it up.</summary>
    public ItemJournal Continue(UnfinishedItem item) => new(this, item);

    /// <summary>Nothing is left of an item.</summary>
    public void End(UnfinishedItem item)
    {
        using (_gate.Enter())
            _state.Unfinished.Remove(item.Id);
        Write(RecordKind.Ended, item.Id, static (record, id) => record.Int(id));
    }

    /// <summary>Small temporary files will be made in this directory. A tree that is walked in order names each once.</summary>
    public void Directory(string directory)
    {
        using (_gate.Enter())
        {
            if (directory == _directory)
                return;
            _directory = directory;
            while (_directories.TryPeek(out string? above) && above != directory && !directory.StartsWith(above + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                _directories.Pop();
            if (_directories.TryPeek(out string? same) && same == directory)
                return;
            _directories.Push(directory);
        }
        Write(RecordKind.Directory, Paths.Of(directory.Length == 0 ? "." : directory), static (record, full) => record.Text(full));
    }

    /// <summary>
    /// Ends the journal with its run: when everything has arrived or failed for good nothing of it, nor of the runs before, is
    /// left; otherwise it stays, when there is anything that a later run can use.
    /// </summary>
    /// <param name="over">There is nothing that a later run could go on with: what did not arrive has failed for good.</param>
    /// <param name="orderly">All workers have come back, and removed their temporary files.</param>
    /// <param name="clients">The clients of all profiles.</param>
    /// <param name="cancellationToken">Ends the clearing up.</param>
    /// <returns>True when the journal stays.</returns>
    public bool Close(bool over, bool orderly, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        bool clean = over && new JournalSweep(clients, _state, _path, Say, cancellationToken).Run();
        if (orderly)
            Write(RecordKind.Stopped, 0, static (_, _) => { });
        bool keep;
        using (_gate.Enter())
        {
            // Parts are left lying by items that are unfinished; small files, by runs that were killed.
            keep = !clean && (_done > 0 || _isNaming || _state.IsWorthKeeping);
            _file?.Dispose();
            _file = null;
        }
        if (!keep)
            Remove(_path);
        // As the next run will read it.
        else if (_state.Unfinished.Count > 0)
            Kept = JournalState.From(_path)?.Kept ?? default;
        _lock.Remove();
        return keep;
    }

    /// <summary>Writes a record; gives the journal up when that is not possible.</summary>
    internal void Write<T>(RecordKind kind, T state, Action<RecordWriter, T> fill)
    {
        string? trouble = null;
        using (_gate.Enter())
        {
            if (_file is null)
                return;
            try
            {
                fill(_file.Record(kind), state);
                _file.Append();
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                _file.Dispose();
                _file = null;
                trouble = ItemFailure.From(exception, _path).Message;
            }
        }
        if (trouble is not null)
            Say($"The journal is given up: {trouble} What is unfinished at the end of this run will be undone.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (_gate.Enter())
        {
            _file?.Dispose();
            _file = null;
        }
        _lock.Dispose();
    }

    void Begin()
    {
        if (_state.Command.Count == 0)
            Write(RecordKind.Command, _request, static (record, request) =>
            {
                record.Text(request.WorkingDirectory).Int(request.Command.Count);
                foreach (string word in request.Command)
                    record.Text(word);
            });
        Write(RecordKind.Run, (Now: _clock.GetUtcNow(), Names.Run), static (record, run) => record.Int(Environment.ProcessId).Long(run.Now.UtcTicks).Text(run.Run).Text(UnfinishedName.OfProcess));
    }

    static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // The directory became read-only: the next run finds everything done, and tries again.
        }
    }

    string UnderWay() => $"{_state.Unfinished.Count:N0} under way{(_state.Unfinished.Count == 0 ? "" : _state.Kept.Bytes is > 0 and long bytes ? $" with {bytes:N0} bytes that are there" : ", nothing of which is there")}";

    static string ProcessOf(string path) => JournalState.From(path) is { ProcessId: > 0 } state ? $" (process {state.ProcessId})" : "";
}
