namespace Sluice.Sftp.Protocol;

/// <summary>What keeps a connection alive: a program at the other end of its streams.</summary>
internal abstract class SftpSession : IDisposable
{
    /// <summary>The connection.</summary>
    public abstract SftpConnection Connection { get; }

    /// <summary>Ends it for this reason, unless it has ended.</summary>
    public abstract void End(string reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected abstract void Dispose(bool disposing);
}
