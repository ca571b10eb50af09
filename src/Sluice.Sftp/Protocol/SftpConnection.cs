using System.Buffers.Binary;
using Sluice.Failures;

namespace Sluice.Sftp.Protocol;

/// <summary>
/// One connection to a server of SFTP 3 over a pair of streams: many requests under way at a time, each answered to whoever waits for it. Whoever
/// sends while nobody writes becomes the writer, also of what others add meanwhile; one thread reads. A lost connection answers all that wait.
/// </summary>
internal sealed class SftpConnection
{
    // OpenSSH's SFTP_MAX_MSG_LENGTH, and a header.
    const int MostPacket = 256 * 1024 + 1024;

    readonly Lock _gate = new();
    readonly Dictionary<uint, SftpRequest> _pending = [];
    readonly OutgoingPackets _outgoing = new();
    readonly Stream _input, _output;
    readonly Func<Failure> _explain;
    readonly Action _abort;
    readonly TimeProvider _clock;
    readonly PacketStream _packets;
    Thread? _reader;
    uint _lastId;
    long _heard;
    bool _writes;
    Failure? _lost;

    /// <summary>A connection over streams that are open.</summary>
    /// <param name="input">What the server sends.</param>
    /// <param name="output">What is sent to it.</param>
    /// <param name="explain">Says why the streams ended.</param>
    /// <param name="abort">Ends what is at the other end of the streams, so that reading ends.</param>
    /// <param name="clock">Tells how long nothing was heard.</param>
    public SftpConnection(Stream input, Stream output, Func<Failure> explain, Action abort, TimeProvider clock)
    {
        (_input, _output, _explain, _abort, _clock) = (input, output, explain, abort, clock);
        _packets = new PacketStream(input, () => Volatile.Write(ref _heard, clock.GetTimestamp()));
        _heard = clock.GetTimestamp();
    }

    /// <summary>What the server offers.</summary>
    public ServerExtensions Extensions { get; private set; } = new();

    /// <summary>Files that use it now, a large one counted as several; guarded by its host.</summary>
    public int Load { get; set; }

    /// <summary>Why it is of no use any more; null while it is.</summary>
    public Failure? Lost => Volatile.Read(ref _lost);

    /// <summary>How long the server has left requests unanswered and said nothing; zero when nothing is asked.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
                return _pending.Count == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(Volatile.Read(ref _heard));
        }
    }

    /// <summary>Greets the server and reads what it offers; throws <see cref="PlaceException"/>.</summary>
    public void Begin()
    {
        try
        {
            _output.Write([0, 0, 0, 5, (byte)PacketType.Init, 0, 0, 0, 3]);
            _output.Flush();
            int length = _packets.Length(5, MostPacket);
            byte[] greeting = new byte[length];
            _packets.Fill(greeting);
            PacketReader reader = new(greeting);
            if (reader.Byte() != (byte)PacketType.Version || reader.UInt32() < 3)
                throw new InvalidDataException("This is no server of SFTP 3.");
            Extensions = ServerExtensions.From(ref reader);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ObjectDisposedException)
        {
            throw new PlaceException(_lost = Explain(exception));
        }
        _reader = new Thread(Read) { IsBackground = true, Name = "sftp answers" };
        _reader.Start();
        if (!Extensions.HasLimits)
            return;
        SftpRequest limits = Ask(new SftpRequest(PacketType.Extended, 64).Add("limits@openssh.com"u8));
        if (limits.IsLost)
            throw new PlaceException(Lost!);
        if (limits.Answer == PacketType.ExtendedAnswer && limits.Payload.Length >= 32)
        {
            PacketReader reader = new(limits.Payload);
            reader.UInt64();
            Extensions = Extensions.WithLimits(reader.UInt64(), reader.UInt64());
        }
    }

    /// <summary>Sends a request, and waits for its answer.</summary>
    public SftpRequest Ask(SftpRequest request)
    {
        Send(request);
        return Wait(request);
    }

    /// <summary>Sends a request; <see cref="Wait"/> takes its answer.</summary>
    public SftpRequest Send(SftpRequest request)
    {
        lock (_gate)
        {
            if (_lost is not null)
            {
                request.Release();
                Answer(request, lost: true);
                return request;
            }
            if (_pending.Count == 0)
                Volatile.Write(ref _heard, _clock.GetTimestamp());
            request.Seal(++_lastId);
            _pending.Add(_lastId, request);
            _outgoing.Add(request);
            if (_writes)
                return request;
            _writes = true;
        }
        try
        {
            WriteAll();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Who reads may be filling a buffer: only that thread answers for all.
            _abort();
        }
        return request;
    }

    /// <summary>Sends a request whose answer nobody waits for.</summary>
    public void Forget(SftpRequest request)
    {
        request.IsForgotten = true;
        Send(request);
    }

    /// <summary>Waits until a request is answered, or the connection lost. Its packet stays until it is released.</summary>
    public static SftpRequest WaitOnly(SftpRequest request)
    {
        if (!request.IsAnswered)
            lock (request)
                while (!request.IsAnswered)
                    Monitor.Wait(request);
        return request;
    }

    /// <summary>Waits until a request is answered, or the connection lost.</summary>
    public static SftpRequest Wait(SftpRequest request)
    {
        WaitOnly(request).Release();
        return request;
    }

    /// <summary>Tells the server that nothing more comes.</summary>
    public void Finish()
    {
        try
        {
            _output.Dispose();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    /// <summary>Waits until all that wait are answered, once the streams have ended.</summary>
    public void Join(TimeSpan most) => _reader?.Join(most);

    void Lose(Failure failure)
    {
        SftpRequest[] waiting, unsent;
        lock (_gate)
        {
            if (_lost is not null)
                return;
            _lost = failure;
            waiting = [.. _pending.Values];
            _pending.Clear();
            unsent = _outgoing.TakeAll();
        }
        foreach (SftpRequest request in unsent)
            request.Release();
        foreach (SftpRequest request in waiting)
            Answer(request, lost: true);
        try
        {
            _output.Dispose();
            _input.Dispose();
        }
        catch (IOException)
        {
            // What was not sent any more is answered as lost already.
        }
    }

    void WriteAll()
    {
        while (true)
        {
            SftpRequest? large;
            int joined;
            lock (_gate)
            {
                joined = _outgoing.Join(out large);
                if (joined == 0 && large is null)
                {
                    _writes = false;
                    return;
                }
            }
            _outgoing.Write(_output, joined, large);
        }
    }

    void Read()
    {
        try
        {
            while (true)
                ReadOne();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ObjectDisposedException)
        {
            Lose(Explain(exception));
        }
    }

    void ReadOne()
    {
        Span<byte> head = stackalloc byte[9];
        int length = _packets.Length(5, MostPacket);
        _packets.Fill(head[..5]);
        PacketType type = (PacketType)head[0];
        uint id = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        SftpRequest? request;
        lock (_gate)
            if (!_pending.TryGetValue(id, out request))
                throw new InvalidDataException("It answered a request that was not made.");
        request.Answer = type;
        if (type == PacketType.Data)
        {
            if (length < 9)
                throw new InvalidDataException("An answer ends within a field.");
            _packets.Fill(head[..4]);
            uint count = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (request.Into is null || count == 0 || count > request.Wanted || count != length - 9)
                throw new InvalidDataException($"It sent {count:N0} bytes where {(request.Into is null ? 0 : request.Wanted):N0} at most were asked for.");
            _packets.Fill(request.Into.AsSpan(0, (int)count));
            request.Count = (int)count;
        }
        else
        {
            byte[] payload = new byte[length - 5];
            _packets.Fill(payload);
            if (type == PacketType.StatusAnswer && payload.Length < 4)
                throw new InvalidDataException("An answer ends within a field.");
            request.Payload = payload;
        }
        lock (_gate)
            if (!_pending.Remove(id))
                return;
        Answer(request, lost: false);
    }

    static void Answer(SftpRequest request, bool lost)
    {
        lock (request)
        {
            request.IsLost = lost;
            request.IsAnswered = true;
            Monitor.PulseAll(request);
        }
        if (request.IsForgotten)
            request.Release();
    }

    Failure Explain(Exception exception) => exception is InvalidDataException
        ? new Failure(FailureKind.Protocol, RetryClass.Never, $"The server does not speak SFTP as it should: {exception.Message} A program in the host's shell start-up that prints something has this effect too.") { Code = "BadAnswer" }
        : _explain();
}
