using System.Buffers.Binary;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp.Protocol;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>
/// A file of a host that appears under its name only when all its bytes are there: until then it has a temporary name beside it, and no other user may
/// read it. Many writes are under way at a time; after a lost connection the file is opened again and what was not acknowledged is written again.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="path">The file.</param>
/// <param name="location">The same as a location.</param>
internal sealed partial class SftpSink(SftpHost host, byte[] path, SftpLocation location) : DownloadSink
{
    // Flags of an open (draft-ietf-secsh-filexfer-02, section 6.3).
    const uint OpenRead = 1, OpenWrite = 2, Create = 8, Truncate = 16, Exclusive = 32;

    const uint OnlyOwner = 0x180;

    // The memory of one file under way.
    const int MostPending = 2 * 1024 * 1024;

    // Larger files ask for free space first; smaller ones find out.
    const long AsksForSpace = 16 * 1024 * 1024;

    readonly string place = location.ToString();
    readonly Lock _gate = new();
    readonly Queue<SftpRequest> _pending = new();
    SftpConnection? _connection;
    byte[] _handle = [];
    byte[]? _temporary;
    uint? _mode;
    DateTimeOffset? _published;
    long _length, _written;
    int _losses, _load;
    bool _isPublished;

    /// <summary>Makes the directories that it is in, none of which may be a link; null where links are the user's own. Throws <see cref="PlaceException"/>.</summary>
    public Action? MakesWay { get; init; }

    /// <inheritdoc/>
    public override Failure? Open(long length, Action<string>? naming = null) => Try(() =>
    {
        Discard();
        (_length, _written) = (length, 0);
        byte[] temporary = RemotePath.TemporaryBeside(path, SftpHosts.NewMark());
        MakesWay?.Invoke();
        naming?.Invoke(NameOf(temporary));
        _temporary = temporary;
        OpenFile(temporary, OpenRead | OpenWrite | Create | Truncate | Exclusive);
        if (length >= AsksForSpace)
            CheckSpace(length);
    });

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            while (!bytes.IsEmpty)
            {
                SftpConnection connection = Live;
                int chunk = Math.Min(bytes.Length, connection.Extensions.WriteLength);
                Settle(MostPending / connection.Extensions.WriteLength);
                _pending.Enqueue(_connection!.Send(WriteOf(offset, bytes[..chunk])));
                bytes = bytes[chunk..];
                offset += chunk;
                _written = offset;
            }
        }
    }

    /// <inheritdoc/>
    public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored) => Try(() =>
    {
        lock (_gate)
        {
            KeptAttributes kept = Keeps?.Invoke(stored) ?? default;
            uint mode = (uint?)kept.Mode ?? _mode ?? host.FileMode ?? OnlyOwner;
            uint? seconds = RemoteAttributes.SecondsOf(kept.Modified ?? lastModified);
            while (true)
            {
                // 1 All in one way there and back: what was written, time and mode, how long it is now, and what closing says, where a disk that is far
                //   away tells late that it is full. A server does what is asked of one file in that order (the draft's section 6.1).
                SftpConnection connection = Live;
                SftpRequest set = connection.Send(Attributes(seconds, mode)), look = connection.Send(new SftpRequest(PacketType.HandleStatus, _handle.Length + 8).Add(_handle));
                SftpRequest? flush = connection.Extensions.HasFlush && _length >= AsksForSpace ? connection.Send(new SftpRequest(PacketType.Extended, 64).Add("fsync@openssh.com"u8).Add(_handle)) : null;
                SftpRequest closed = connection.Send(new SftpRequest(PacketType.Close, _handle.Length + 8).Add(_handle));
                _handle = [];
                Settle(0);
                SftpConnection.Wait(set);
                SftpConnection.Wait(look);
                if (flush is not null)
                    SftpConnection.Wait(flush);
                SftpConnection.Wait(closed);
                if (_connection != connection || set.IsLost || look.IsLost || flush is { IsLost: true } || closed.IsLost)
                {
                    if (_connection == connection)
                        Recover();
                    continue;
                }
                RemoteFile.Check(set, place, "set the time of");
                if (flush is not null)
                    RemoteFile.Check(flush, place, "flush");
                if (RemoteFile.Attributes(look, place, "look at").Size != _length)
                    throw new PlaceException(new Failure(FailureKind.Corrupt, RetryClass.Never, $"{place}: The host has another number of bytes than the {_length:N0} that were written.") { Code = "Corrupt" });
                RemoteFile.Check(closed, place, "close");
                break;
            }
            // 2 Its name, once all of that is known.
            Release();
            RemoteFile.Rename(host, _temporary!, path, _length, place, KeepsExisting);
            _isPublished = true;
            _published = seconds is { } told ? DateTimeOffset.FromUnixTimeSeconds(told) : null;
        }
    });

    /// <inheritdoc/>
    public override DateTimeOffset? PublishedModified => _published;

    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, place);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
            Discard();
    }

    // Another thread may have given it up.
    SftpConnection Live => _connection ?? throw new PlaceException(new Failure(FailureKind.Network, RetryClass.AfterBackoff, $"{place}: The connection was lost.") { Code = "ConnectionLost" });

    static Failure? Try(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    SftpRequest WriteOf(long offset, ReadOnlySpan<byte> data)
    {
        SftpRequest request = HeadOf(offset, data.Length);
        data.CopyTo(request.Reserve(data.Length));
        return request;
    }

    SftpRequest Attributes(uint? seconds, uint mode)
    {
        SftpRequest set = new SftpRequest(PacketType.SetHandleStatus, _handle.Length + 32).Add(_handle).Add(RemoteAttributes.HasMode | (seconds is null ? 0 : RemoteAttributes.HasTimes)).Add(mode);
        return seconds is { } both ? set.Add(both).Add(both) : set;
    }

    // Waits until no more than this many writes are under way.
    void Settle(int most)
    {
        while (_pending.Count > 0 && _pending.Count >= most)
        {
            SftpRequest oldest = SftpConnection.WaitOnly(_pending.Peek());
            if (oldest.IsLost)
            {
                Recover();
                continue;
            }
            _pending.Dequeue();
            oldest.Release();
            _losses = 0;
            if (SftpStatus.CodeOf(oldest) == StatusCode.Failure && FreeSpace() is { } free && free < _length)
                throw new PlaceException(SftpStatus.DiskFull(place));
            RemoteFile.Check(oldest, place, "write");
        }
    }

    // The bytes of a write are in its packet until it is acknowledged.
    void Recover()
    {
        Failure lost = _connection!.Lost!;
        SftpRequest[] again = [.. _pending];
        foreach (SftpRequest request in again)
            SftpConnection.WaitOnly(request);
        Release();
        host.WaitToRetry(++_losses, lost);
        OpenFile(_temporary!, OpenRead | OpenWrite);
        _pending.Clear();
        foreach (SftpRequest request in again)
        {
            if (request.IsLost)
                _pending.Enqueue(_connection!.Send(WriteOf(request.Offset, request.Data)));
            else
                _pending.Enqueue(request);
            if (request.IsLost)
                request.Release();
        }
    }

    void OpenFile(byte[] name, uint flags)
    {
        for (int attempts = 1; ; attempts++)
        {
            SftpConnection connection = _connection = host.Rent(_load = SftpHost.LoadOf(_length));
            bool isNew = (flags & Create) != 0, learns = isNew && host.FileMode is null;
            // What is there keeps its permissions: asked for on the way.
            SftpRequest? old = isNew ? connection.Send(new SftpRequest(PacketType.Status, path.Length + 8).Add(path)) : null;
            SftpRequest open = new SftpRequest(PacketType.Open, name.Length + 24).Add(name).Add(attempts == 1 ? flags : flags & ~Exclusive);
            // The first file is made as the host makes files; nobody may read the others, nor this one once it has bytes.
            SftpRequest opened = connection.Ask(learns ? open.Add(0u) : open.Add(RemoteAttributes.HasMode).Add(OnlyOwner));
            if (old is not null && SftpConnection.Wait(old).Answer == PacketType.Attributes && RemoteFile.Parse(old.Payload, place) is { IsFile: true } there)
                _mode = there.Permissions;
            if (!opened.IsLost)
            {
                if (isNew && SftpStatus.CodeOf(opened) == StatusCode.NoSuchFile && attempts <= 2)
                {
                    Release();
                    RemoteFile.MakeDirectories(host, RemotePath.Parent(name).ToArray(), place);
                    continue;
                }
                Accept(opened);
                if (!learns || Learn(connection))
                    return;
            }
            Release();
            host.WaitToRetry(attempts, connection.Lost!);
        }
    }

    void Accept(SftpRequest opened)
    {
        try
        {
            _handle = RemoteFile.Handle(opened, place, "write");
        }
        catch (PlaceException)
        {
            Release();
            throw;
        }
    }

    // False when the connection is lost.
    bool Learn(SftpConnection connection)
    {
        SftpRequest look = connection.Send(new SftpRequest(PacketType.HandleStatus, _handle.Length + 8).Add(_handle));
        SftpRequest set = connection.Ask(new SftpRequest(PacketType.SetHandleStatus, _handle.Length + 16).Add(_handle).Add(RemoteAttributes.HasMode).Add(OnlyOwner));
        if (SftpConnection.Wait(look).IsLost || set.IsLost)
            return false;
        RemoteFile.Check(set, place, "set the mode of");
        host.FileMode = RemoteFile.Attributes(look, place, "look at").Permissions;
        return true;
    }

    void CheckSpace(long length)
    {
        if (FreeSpace() is { } free && free < length)
            throw new PlaceException(SftpStatus.DiskFull(place) with { Message = $"{place}: {length:N0} bytes are needed and {free:N0} are available on the host." });
    }

    // Bytes for this user on the disk of the file; null where the server does not tell. OpenSSH says of a full disk only that it failed.
    long? FreeSpace()
    {
        if (_connection is not { Extensions.HasSpace: true } connection)
            return null;
        SftpRequest asked = connection.Ask(new SftpRequest(PacketType.Extended, path.Length + 64).Add("statvfs@openssh.com"u8).Add(_temporary));
        // Eleven numbers: block size, fragment size, blocks, free, free for this user, and so on.
        if (asked.IsLost || asked.Answer != PacketType.ExtendedAnswer || asked.Payload.Length < 11 * 8)
            return null;
        ulong fragment = BinaryPrimitives.ReadUInt64BigEndian(asked.Payload.AsSpan(8)), free = BinaryPrimitives.ReadUInt64BigEndian(asked.Payload.AsSpan(32));
        return fragment == 0 ? null : (long)UInt128.Min(long.MaxValue, (UInt128)free * fragment);
    }

    void Release()
    {
        if (_connection is not { } connection)
            return;
        host.Return(connection, _handle, _load);
        (_connection, _handle) = (null, []);
    }

    void Discard()
    {
        GiveUpRoom();
        while (_pending.TryDequeue(out SftpRequest? request))
            SftpConnection.Wait(request);
        Release();
        if (_temporary is { } left && !_isPublished)
            host.Discard(left);
        _temporary = null;
    }
}
