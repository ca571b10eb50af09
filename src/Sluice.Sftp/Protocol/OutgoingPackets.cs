namespace Sluice.Sftp.Protocol;

/// <summary>Packets that wait to be sent, in order. Small ones are joined, so that the pipe and the cipher get them at once. Guarded by its connection, but for writing.</summary>
internal sealed class OutgoingPackets
{
    const int SmallPacket = 8 * 1024;

    readonly Queue<SftpRequest> _waiting = new();
    readonly byte[] _joined = new byte[64 * 1024];

    /// <summary>Adds a request.</summary>
    public void Add(SftpRequest request) => _waiting.Enqueue(request);

    /// <summary>Takes what is not begun.</summary>
    public SftpRequest[] TakeAll()
    {
        SftpRequest[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    /// <summary>Takes what is written next: so many bytes of small packets, and behind them at most one large one.</summary>
    public int Join(out SftpRequest? large)
    {
        large = null;
        int joined = 0;
        while (_waiting.TryPeek(out SftpRequest? next) && (next.Length > SmallPacket || joined + next.Length <= _joined.Length))
        {
            _waiting.Dequeue();
            if (next.Length > SmallPacket)
            {
                large = next;
                break;
            }
            next.Packet.CopyTo(_joined.AsSpan(joined));
            joined += next.Length;
            next.Release();
        }
        return joined;
    }

    /// <summary>Writes it. By one thread at a time.</summary>
    public void Write(Stream output, int joined, SftpRequest? large)
    {
        try
        {
            if (joined > 0)
                output.Write(_joined.AsSpan(0, joined));
            if (large is not null)
                output.Write(large.Packet);
            output.Flush();
        }
        finally
        {
            large?.Release();
        }
    }
}
