using Sluice.Sftp.Protocol;

namespace Sluice.Sftp;

/// <content>Bytes that are read into the packet that carries them.</content>
internal sealed partial class SftpSink
{
    // Being filled.
    SftpRequest? _room;

    /// <inheritdoc/>
    public override Span<byte> Room(long offset, int most)
    {
        lock (_gate)
        {
            int length = Live.Extensions.WriteLength;
            // What is lost on the way is written again now, so that the packet is for the file as it is open.
            Settle(MostPending / length);
            _room = HeadOf(offset, most = Math.Min(most, length));
            return _room.Reserve(most);
        }
    }

    /// <inheritdoc/>
    public override void Filled(int count)
    {
        lock (_gate)
        {
            if (count == 0)
            {
                GiveUpRoom();
                return;
            }
            SftpConnection connection = Live;
            SftpRequest request = _room!;
            _room = null;
            request.Cut(count);
            _pending.Enqueue(connection.Send(request));
            _written = request.Offset + count;
        }
    }

    // A write, but for its bytes.
    SftpRequest HeadOf(long offset, int length) => new SftpRequest(PacketType.Write, _handle.Length + length + 16) { Offset = offset, Wanted = length }.Add(_handle).Add((ulong)offset).Add((uint)length);

    // For both who would need it.
    void GiveUpRoom()
    {
        _room?.Release();
        _room?.Release();
        _room = null;
    }
}
