using System.Text;

namespace Sluice.Cli.Output;

/// <summary>Text to a stream that may be closed, full, or without a reader. The first failure is kept, and what comes after it is dropped: nobody's work ends because it cannot be told. Safe for many threads.</summary>
sealed class SafeWriter(TextWriter inner) : TextWriter
{
    readonly Lock _gate = new();

    /// <summary>Why text was lost; null when none was.</summary>
    public IOException? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + Environment.NewLine);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            if (Failure is not null)
                return;
            try
            {
                inner.Write(buffer);
            }
            catch (IOException failure)
            {
                Failure = failure;
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        lock (_gate)
        {
            if (Failure is not null)
                return;
            try
            {
                inner.Flush();
            }
            catch (IOException failure)
            {
                Failure = failure;
            }
        }
    }
}
