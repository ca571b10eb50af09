using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>A stream that bytes are written to in order. What was written cannot be taken back.</summary>
/// <param name="output">The stream.</param>
/// <param name="place">What it is, for messages; null for standard output.</param>
/// <param name="done">Told when nothing more is written.</param>
internal sealed class StreamSink(Stream output, string? place, Action done) : DownloadSink
{
    bool _isDone;

    /// <inheritdoc/>
    public override Failure? Open(long length, Action<string>? naming = null) => null;

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes) => output.Write(bytes);

    /// <inheritdoc/>
    public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored)
    {
        try
        {
            output.Flush();
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return Explain(exception);
        }
    }

    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, place);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_isDone)
            return;
        _isDone = true;
        // The reader of a pipe waits for its end. Standard output has more to come.
        if (place is not null)
            output.Dispose();
        done();
    }
}
