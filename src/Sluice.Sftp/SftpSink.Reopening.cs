using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp.Protocol;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <content>What is unfinished: left for a later run, opened again, read back, removed.</content>
internal sealed partial class SftpSink
{
    /// <inheritdoc/>
    public override bool CanReopen => true;

    /// <inheritdoc/>
    public override bool TryReopen(string temporary, long length, long missing)
    {
        if (PathOf(temporary) is not { } left)
            return false;
        bool isOurs = false;
        return Try(() =>
        {
            Discard();
            MakesWay?.Invoke();
            if (RemoteFile.Status(host, left, place, out _, ofLink: true) is not { IsFile: true, Size: { } size } || size > length)
                return;
            _mode = RemoteFile.Status(host, path, place, out _) is { IsFile: true } there ? there.Permissions : null;
            if (_mode is null && host.FileMode is null)
                LearnBeside();
            (_length, _written, isOurs) = (length, length, true);
            OpenFile(left, OpenRead | OpenWrite);
            _temporary = left;
        }) is null && isOurs;
    }

    /// <inheritdoc/>
    public override void Leave()
    {
        lock (_gate)
        {
            foreach (SftpRequest request in _pending)
                SftpConnection.WaitOnly(request);
            _temporary = null;
            Discard();
        }
    }

    /// <inheritdoc/>
    public override Failure? RemoveUnfinished(string temporary) => PathOf(temporary) is not { } left ? null : Try(() =>
    {
        SftpRequest removed = host.Ask(_ => new SftpRequest(PacketType.Remove, left.Length + 8).Add(left));
        if (SftpStatus.CodeOf(removed) != StatusCode.NoSuchFile)
            RemoteFile.Check(removed, place, "remove");
    });

    /// <inheritdoc/>
    public override long Arrived
    {
        get
        {
            lock (_gate)
                return _pending.TryPeek(out SftpRequest? oldest) ? oldest.Offset : _written;
        }
    }

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer)
    {
        while (true)
        {
            // Several threads may read, each with all of its buffer on the way at once.
            SftpConnection connection;
            List<SftpRequest> asked = [];
            lock (_gate)
            {
                Settle(0);
                connection = Live;
                for (int at = 0, wanted; at < buffer.Length; at += wanted)
                {
                    wanted = Math.Min(buffer.Length - at, connection.Extensions.ReadLength);
                    asked.Add(connection.Send(new SftpRequest(PacketType.Read, _handle.Length + 16) { Into = new byte[wanted], Wanted = wanted }.Add(_handle).Add((ulong)(offset + at)).Add((uint)wanted)));
                }
            }
            foreach (SftpRequest request in asked)
                SftpConnection.Wait(request);
            if (asked.TrueForAll(static request => !request.IsLost))
                return Gather(asked, buffer);
            lock (_gate)
                if (_connection == connection)
                    Recover();
        }
    }

    // As far as there is no gap.
    int Gather(List<SftpRequest> answered, Span<byte> buffer)
    {
        int read = 0;
        foreach (SftpRequest request in answered)
        {
            if (request.Answer != PacketType.Data)
                return read > 0 || SftpStatus.CodeOf(request) == StatusCode.EndOfFile ? read : throw new PlaceException(SftpStatus.FailureOf(request, place, "read back"));
            request.Into.AsSpan(0, request.Count).CopyTo(buffer[read..]);
            read += request.Count;
            if (request.Count < request.Wanted)
                break;
        }
        return read;
    }

    // As a journal has it: the whole location, of which only the last name is the temporary one.
    string NameOf(byte[] temporary)
    {
        string target = location.OnHost;
        return target[..(target.LastIndexOf('/') + 1)] + RawText.Of(temporary.AsSpan(temporary.AsSpan().LastIndexOf((byte)'/') + 1));
    }

    // Null for what is not one of ours beside this file.
    byte[]? PathOf(string temporary)
    {
        string target = location.OnHost;
        int name = target.LastIndexOf('/') + 1;
        if (!temporary.StartsWith(target[..name], StringComparison.Ordinal) || temporary.IndexOf('/', name) >= 0 || !UnfinishedName.IsOne(temporary.AsSpan(name)))
            return null;
        ReadOnlySpan<byte> parent = RemotePath.Parent(path);
        byte[] own = RawText.BytesOf(temporary[name..]);
        return parent.IsEmpty ? own : RemotePath.Join(parent, own);
    }

    // By a file that is made for that.
    void LearnBeside()
    {
        byte[] probe = RemotePath.TemporaryBeside(path, SftpHosts.NewMark());
        OpenFile(probe, OpenWrite | Create | Truncate | Exclusive);
        Release();
        host.Discard(probe);
    }
}
