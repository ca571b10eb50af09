using Sluice.S3.Http;

namespace Sluice.S3.Operations;

/// <summary>An object's body as it comes from its connection.</summary>
internal sealed class WireObjectResponse(Answer answer, ObjectInfo info) : GetObjectResponse
{
    /// <inheritdoc/>
    public override ObjectInfo Info => info;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = answer.Read(buffer, out S3Error? error);
        return error is null ? count : throw new S3Exception(error);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            answer.Dispose();
    }
}
