using Sluice.Engine;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Reporting;

/// <summary>
/// A ledger as a file: one row for each item that has ended, written while the run goes on. CSV whose first columns are
/// those of an S3 Batch Operations completion report, or JSON Lines when the name ends in <c>.jsonl</c>, <c>.json</c> or
/// <c>.ndjson</c>. Rows reach the file whole, a second late at most: after a kill it can be read to its end.
/// </summary>
public sealed class ReportFile : IDisposable
{
    const int ChunkBytes = 64 << 10;
    static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    readonly TimeProvider _clock;
    readonly Stream _file;
    readonly ReportFormat _format;
    readonly long[] _rows = new long[Enum.GetValues<OutcomeKind>().Length];

    // Guarded by _gate.
    readonly MemoryStream _pending = new();
    long _lastWrite, _unverified, _written, _whole;
    string? _problem;
    bool _closed;

    /// <summary>
    /// Creates the file, with its header if it has one. Throws <see cref="IOException"/> when it is there already, unless it
    /// may be overwritten, and as <see cref="FileStream"/> does.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file of that name loses its content.</param>
    /// <param name="clock">Says when rows are due.</param>
    public ReportFile(string path, bool overwrite, TimeProvider clock)
    {
        Path = path;
        _clock = clock;
        _file = new FileStream(path, overwrite ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _format = IsJson(path) ? new JsonReport(_pending) : new CsvReport(_pending);
        lock (_gate)
            WriteLocked();
    }

    /// <summary>Writes CSV rows to a stream, which is closed at the end.</summary>
    /// <param name="rows">Where they go.</param>
    /// <param name="clock">Says when rows are due.</param>
    public ReportFile(Stream rows, TimeProvider clock)
    {
        (Path, _clock, _file, _format) = ("", clock, rows, new CsvReport(_pending));
        lock (_gate)
            WriteLocked();
    }

    /// <summary>The file, as given; empty for a stream.</summary>
    public string Path { get; }

    /// <summary>Rows so far, by outcome.</summary>
    public OutcomeCounts Rows
    {
        get
        {
            lock (_gate)
                return OutcomeCounts.From(_rows);
        }
    }

    /// <summary>Rows that are in the file, whole: behind the others where the disk is full (see <see cref="Problem"/>).</summary>
    public long Written
    {
        get
        {
            lock (_gate)
                return _written;
        }
    }

    /// <summary>Rows so far of items that are done and whose bytes nothing that a store told proves.</summary>
    public long Unverified
    {
        get
        {
            lock (_gate)
                return _unverified;
        }
    }

    /// <summary>Why rows are missing (a full disk); null while none are. One sentence, fit for a terminal.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
                return _problem;
        }
    }

    /// <summary>Adds a row. Safe for many threads; never throws for the file's sake: see <see cref="Problem"/>.</summary>
    public void Add(ItemOutcome outcome)
    {
        lock (_gate)
        {
            if (_problem is not null || _closed)
                return;
            _format.Append(ReportRow.From(outcome));
            _rows[(int)outcome.Kind]++;
            _unverified += outcome is { Kind: OutcomeKind.Done, Verified: Verification.Unverified } ? 1 : 0;
            if (_pending.Length >= ChunkBytes || _clock.GetElapsedTime(_lastWrite) >= MaxDelay)
                WriteLocked();
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            WriteLocked();
            _closed = true;
            _format.Dispose();
            _file.Dispose();
        }
    }

    // Part of the last rows may have been taken.
    void Cut()
    {
        try
        {
            if (_file.CanSeek)
                _file.SetLength(_whole);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Whoever reads it sees a row that is cut off.
        }
    }

    static bool IsJson(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".JSON" or ".NDJSON";

    void WriteLocked()
    {
        _lastWrite = _clock.GetTimestamp();
        try
        {
            if (_problem is null)
            {
                _file.Write(_pending.GetBuffer().AsSpan(0, (int)_pending.Length));
                (_written, _whole) = (OutcomeCounts.From(_rows).Ended, _whole + _pending.Length);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _problem = $"The report is not complete. {ItemFailure.From(exception, Path).Message}";
            Cut();
        }
        _pending.SetLength(0);
    }
}
