using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Benchmarking;

/// <summary>
/// The requests of a benchmark as a CSV file, one row an attempt, and as histograms. The thread of a request only copies its
/// sample into a bounded buffer; another one turns samples into rows. Samples that come faster than rows can be written are
/// counted and left out, because a benchmark that waits for its own notes measures them.
/// </summary>
public sealed class RequestLog : IDisposable
{
    /// <summary>Samples that may wait for the writer: about 4 MiB.</summary>
    internal const int MaxWaiting = 1 << 15;

    static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(250);

    readonly TimeProvider _clock;
    readonly long _began;
    readonly FileStream _file;
    readonly MemoryStream _text = new();
    readonly RequestTable _table;
    readonly Thread _writer;

    // Of the writer; read by others after it has ended.
    readonly TimeTally _firstByte = new();
    readonly TimeTally _duration = new();

    // Guarded by itself, and rung when the writer has something to do before its time.
    readonly object _gate = new();
    RequestSample[] _filling = new RequestSample[MaxWaiting];
    RequestSample[] _writing = new RequestSample[MaxWaiting];
    int _waiting;
    long _rows;
    long _lost;
    string? _problem;
    bool _closing;

    /// <summary>
    /// Creates the file, with its header. Throws <see cref="IOException"/> when it is there already, unless it may be
    /// overwritten, and as <see cref="FileStream"/> does.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file of that name loses its content.</param>
    /// <param name="clock">The clock that the samples were taken with.</param>
    /// <param name="began">Its timestamp at the beginning of the measured phase: the 0 of the first column.</param>
    public RequestLog(string path, bool overwrite, TimeProvider clock, long began)
    {
        _clock = clock;
        _began = began;
        _file = new FileStream(path, overwrite ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _table = new RequestTable(_text);
        _writer = new Thread(WriteUntilClosed) { IsBackground = true, Name = "sluice request log" };
        _writer.Start();
    }

    /// <summary>Rows written or about to be.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Samples that came too fast to be written. They are not in the histograms either.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why rows are missing (a full disk); null while none are. One sentence, fit for a terminal.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Times to the first byte of successful requests; null before <see cref="Dispose"/>, and without any.</summary>
    public Histogram? FirstByte { get; private set; }

    /// <summary>Times to the last byte of successful requests; null before <see cref="Dispose"/>, and without any.</summary>
    public Histogram? Duration { get; private set; }

    /// <summary>Takes a sample. Safe for many threads; never waits for the disk, never throws; without effect after <see cref="Dispose"/>.</summary>
    public void Add(RequestSample sample)
    {
        lock (_gate)
        {
            if (_closing)
                return;
            if (_waiting == MaxWaiting)
            {
                _lost++;
                return;
            }
            _filling[_waiting++] = sample;
            if (_waiting == MaxWaiting / 2)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing)
                return;
            _closing = true;
            Monitor.Pulse(_gate);
        }
        _writer.Join();
        _table.Dispose();
        _file.Dispose();
        FirstByte = _firstByte.ToHistogram();
        Duration = _duration.ToHistogram();
    }

    void WriteUntilClosed()
    {
        for (bool last = false; !last;)
        {
            int count;
            lock (_gate)
            {
                if (!_closing && _waiting < MaxWaiting / 2)
                    Monitor.Wait(_gate, MaxDelay);
                last = _closing;
                count = _waiting;
                (_filling, _writing, _waiting) = (_writing, _filling, 0);
            }
            Write(_writing.AsSpan(0, count));
        }
    }

    void Write(ReadOnlySpan<RequestSample> samples)
    {
        foreach (ref readonly RequestSample sample in samples)
        {
            if (string.IsNullOrEmpty(sample.ErrorCode))
            {
                if (sample.FirstByte is { } time)
                    _firstByte.Add(time);
                _duration.Add(sample.Duration);
            }
            _table.Append(in sample, _clock.GetElapsedTime(_began, sample.Started));
            Interlocked.Increment(ref _rows);
            if (_text.Length >= 64 << 10)
                Flush();
        }
        Flush();
    }

    void Flush()
    {
        try
        {
            if (_problem is null)
                _file.Write(_text.GetBuffer().AsSpan(0, (int)_text.Length));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Volatile.Write(ref _problem, $"The rows of the requests are not complete. {ItemFailure.From(exception, _file.Name).Message}");
        }
        _text.SetLength(0);
    }
}
