using Sluice.Failures;
using Sluice.Sftp.Protocol;
using Sluice.Trees;

namespace Sluice.Sftp;

/// <content>A file of the same host: the server copies it by itself, where it offers to (copy-data, of draft-ietf-secsh-filexfer-extensions-00, section 7).</content>
internal sealed partial class SftpSink
{
    // A server answers nothing else while it copies: what a stop waits for, and far less than a stall.
    const long CopiedAtOnce = 16 << 20;

    // Below it a file is here as soon as it was asked for.
    const long CopiesFrom = SftpHost.LargeFile;

    /// <inheritdoc/>
    public override bool TryCopy(UploadSource source, Action<long> copied, out Failure? failure)
    {
        failure = null;
        if (source is not SftpSource from || from.Host != host || source.Length <= CopiesFrom)
            return false;
        try
        {
            lock (_gate)
            {
                // A handle is one connection's own.
                SftpConnection connection = Live;
                return connection.Extensions.HasCopy && Copy(connection, from, copied);
            }
        }
        catch (PlaceException exception)
        {
            failure = exception.Failure;
            return true;
        }
    }

    // False where the bytes are to come the other way: whatever is wrong shows there.
    bool Copy(SftpConnection connection, SftpSource from, Action<long> copied)
    {
        SftpRequest opened = connection.Ask(new SftpRequest(PacketType.Open, from.Path.Length + 16).Add(from.Path).Add(OpenRead).Add(0u));
        if (opened.IsLost || opened.Answer != PacketType.Handle)
            return false;
        byte[] read = RemoteFile.Handle(opened, place, "read");
        try
        {
            // The very file that was opened before, as far as size and time tell.
            SftpRequest looked = connection.Ask(new SftpRequest(PacketType.HandleStatus, read.Length + 8).Add(read));
            if (looked.IsLost || looked.Answer != PacketType.Attributes || from.Differs(RemoteFile.Parse(looked.Payload, place)) is not null)
                return false;
            for (long at = 0, count; at < from.Length; at += count)
            {
                count = Math.Min(CopiedAtOnce, from.Length - at);
                SftpRequest asked = connection.Ask(new SftpRequest(PacketType.Extended, 96 + read.Length + _handle.Length).Add("copy-data"u8)
                    .Add(read).Add((ulong)at).Add((ulong)count).Add(_handle).Add((ulong)at));
                if (asked.IsLost)
                    return false;
                if (SftpStatus.CodeOf(asked) == StatusCode.Failure && FreeSpace() is { } free && free < _length)
                    throw new PlaceException(SftpStatus.DiskFull(place));
                if (asked.Answer != PacketType.StatusAnswer || SftpStatus.CodeOf(asked) != StatusCode.Ok)
                    return false;
                copied(count);
            }
            _written = _length;
            return true;
        }
        finally
        {
            if (connection.Lost is null)
                connection.Forget(new SftpRequest(PacketType.Close, read.Length + 8).Add(read));
        }
    }
}
