using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>Takes bytes and keeps none: for <c>/dev/null</c>, where only the checksum matters.</summary>
internal sealed class NullSink : DownloadSink
{
    /// <inheritdoc/>
    public override Failure? Open(long length, Action<string>? naming = null) => null;

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes) { }

    /// <inheritdoc/>
    public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored) => null;

    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, "/dev/null");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
