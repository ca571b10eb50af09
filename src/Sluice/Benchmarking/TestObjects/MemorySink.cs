using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>Keeps the bytes of one object in memory.</summary>
/// <param name="memory">That of the round.</param>
/// <param name="start">Where the object begins in it.</param>
internal sealed class MemorySink(RoundMemory memory, long start) : DownloadSink
{
    /// <inheritdoc/>
    public override Failure? Open(long length, Action<string>? naming = null) => null;

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes) => memory.Write(start + offset, bytes);

    /// <inheritdoc/>
    public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored) => null;

    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, "memory");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
