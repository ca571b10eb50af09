using Sluice.S3;
using Sluice.Transfer.Uploads;
using Sluice.Trees;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>The bytes of one test object, which come from memory.</summary>
internal sealed class PatternSource(Pattern pattern, int number, long length) : UploadSource
{
    readonly long _start = pattern.StartOf(number);

    /// <inheritdoc/>
    public override Location Location => new StreamLocation();

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override RequestBody Body(long offset, long length) => new PatternBody(pattern, _start + offset, length);
}
