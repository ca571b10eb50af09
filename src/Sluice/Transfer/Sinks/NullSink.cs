using Sluice.S3;

namespace Sluice.Transfer.Sinks;

/// <summary>Takes bytes and keeps none: for <c>/dev/null</c>, where only the checksum matters.</summary>
internal sealed class NullSink : DownloadSink
{
    /// <inheritdoc/>
    public override ItemFailure? Open(long length, Action<string>? naming = null) => null;

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes) { }

    /// <inheritdoc/>
    public override ItemFailure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored) => null;

    /// <inheritdoc/>
    public override ItemFailure Explain(Exception exception) => LocalFailure.Of(exception, "/dev/null");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
