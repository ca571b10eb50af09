using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Local;

namespace Sluice.Trees;

/// <summary>Where the target of a symbolic link goes: only text, which becomes a link when all of it is there and can be a target. It may name anything.</summary>
internal abstract class LinkSink : DownloadSink
{
    byte[] _text = [];

    /// <inheritdoc/>
    public override Failure? Open(long length, Action<string>? naming = null)
    {
        if (length is < 1 or > LinkText.MaxLength)
            return Bad();
        _text = new byte[length];
        return null;
    }

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_text.AsSpan((int)offset));

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, _text.Length - offset);
        _text.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    /// <inheritdoc/>
    public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored) => LinkText.TryParse(_text, out string target) ? Publish(target, lastModified, stored) : Bad();

    /// <summary>Makes the link, over a file or a link of its name; a failure or null.</summary>
    protected abstract Failure? Publish(string target, DateTimeOffset? lastModified, ObjectAttributes stored);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }

    static Failure Bad() => Failure.Local("BadLink", $"This holds no target of a symbolic link: 1 to {LinkText.MaxLength:N0} bytes of UTF-8.");
}
