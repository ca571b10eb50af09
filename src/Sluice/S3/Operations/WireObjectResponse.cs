using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.S3.Operations;

/// <summary>An object's body as it comes from its connection, or a run of bytes out of it.</summary>
/// <param name="answer">The answer; owned.</param>
/// <param name="info">What its headers say.</param>
/// <param name="skip">Bytes in front that nobody asked for.</param>
/// <param name="length">Bytes behind those that were asked for; -1 for all there are.</param>
internal sealed class WireObjectResponse(Response answer, ObjectInfo info, long skip = 0, long length = -1) : GetObjectResponse
{
    long _skip = skip, _left = length < 0 ? long.MaxValue : length;

    /// <inheritdoc/>
    public override ObjectInfo Info => info;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            int most = (int)Math.Min(buffer.Length, _skip > 0 ? _skip : _left);
            if (most == 0)
                return 0;
            int count = answer.Read(buffer[..most], out S3Error? error);
            if (error is not null || (count == 0 && (_skip > 0 || length >= 0)))
                throw new S3Exception(error ?? answer.Protocol("answered a range with an object that ends before it"));
            if (_skip == 0)
            {
                _left -= count;
                return count;
            }
            _skip -= count;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            answer.Dispose();
    }
}
