using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp.Protocol;
using Sluice.Trees;

namespace Sluice.Sftp;

/// <summary>A file of a host that is being read, by one reader for each place that somebody reads at.</summary>
internal sealed class SftpSource : UploadSource
{
    // Parts of one file that are read at the same time; whoever comes later takes over a reader.
    const int MostCursors = 8;

    readonly Lock _gate = new();
    readonly List<SftpCursor> _cursors = [];
    RemoteAttributes _opened;

    SftpSource(SftpHost host, byte[] path, Location location) => (Host, Path, Location) = (host, path, location);

    /// <summary>The host.</summary>
    public SftpHost Host { get; }

    /// <summary>The file's path there.</summary>
    public byte[] Path { get; }

    /// <inheritdoc/>
    public override Location Location { get; }

    /// <inheritdoc/>
    public override long Length => _opened.Size!.Value;

    /// <summary>Opens a file; throws <see cref="PlaceException"/>.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">Its path there.</param>
    /// <param name="location">How it is named.</param>
    /// <param name="expected">Its bytes as they were listed, which are asked for at once.</param>
    public static SftpSource Open(SftpHost host, byte[] path, Location location, long expected)
    {
        SftpSource source = new(host, path, location);
        SftpCursor first = source.NewCursor(expected);
        source._cursors.Add(first);
        try
        {
            first.Open(expected);
            return source;
        }
        catch (PlaceException)
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer) => Read(offset, buffer, Length);

    /// <summary>Reads as many bytes as the buffer takes or as there are before <paramref name="end"/>, which is as far as more will be read.</summary>
    public int Read(long offset, Span<byte> buffer, long end)
    {
        buffer = buffer[..(int)Math.Clamp(end - offset, 0, buffer.Length)];
        SftpCursor cursor = Take(offset);
        int done = 0;
        try
        {
            while (done < buffer.Length && cursor.Read(offset + done, buffer[done..], end) is > 0 and int count)
                done += count;
        }
        finally
        {
            lock (_gate)
                cursor.IsBusy = false;
        }
        return done;
    }

    /// <inheritdoc/>
    public override bool IsFar => true;

    /// <inheritdoc/>
    public override RequestBody Body(long offset, long length) => new FileRange(this, offset, length);

    /// <inheritdoc/>
    public override Failure? Change()
    {
        try
        {
            return Status() is { } now ? Differs(now) : null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    /// <inheritdoc/>
    public override bool HasGrown => TryStatus() is { } now && now.Size > Length;

    /// <inheritdoc/>
    public override bool LooksSame => Change() is null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (SftpCursor cursor in _cursors)
            cursor.Dispose();
        base.Dispose(disposing);
    }

    SftpCursor NewCursor(long expected) => new(Host, Path, Location.ToString()!, SftpHost.LoadOf(expected), Accept);

    // The reader that is at this place; else, while there may be more, a new one, so that none loses what is on its way to it; else a free one.
    SftpCursor Take(long offset)
    {
        lock (_gate)
        {
            SftpCursor? best = null;
            foreach (SftpCursor cursor in _cursors)
                if (!cursor.IsBusy && (best is null || cursor.Position == offset))
                    best = cursor;
            if (best is null || offset >= 0 && best.Position != offset && best.Position != 0 && _cursors.Count < MostCursors)
                _cursors.Add(best = NewCursor(Length));
            best.IsBusy = true;
            return best;
        }
    }

    void Accept(RemoteAttributes now)
    {
        if (!now.IsFile || now.Size is null)
            throw new PlaceException(Failure.Local("NotAFile", $"{Location}: It is no file, or the server does not tell its size."));
        if (_opened == default)
            _opened = now;
        else if (Differs(now) is { } change)
            throw new PlaceException(change);
    }

    /// <summary>How a file of this path is another one than was opened; null when it is not.</summary>
    public Failure? Differs(in RemoteAttributes now) =>
        now.Size != Length ? Failure.Changed($"{Location}: The file {(now.Size > Length ? "grew" : "became shorter")} while it was read.")
        : now.Modified != _opened.Modified ? Failure.Changed($"{Location}: The file was written to while it was read.")
        : null;

    RemoteAttributes? TryStatus()
    {
        try
        {
            return Status() ?? _opened;
        }
        catch (PlaceException)
        {
            return null;
        }
    }

    // Null when it is what it was.
    RemoteAttributes? Status()
    {
        SftpCursor cursor = Take(-1);
        try
        {
            return cursor.Status();
        }
        finally
        {
            lock (_gate)
                cursor.IsBusy = false;
        }
    }
}
