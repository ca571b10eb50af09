namespace Sluice.Endpoint.Bodies;

/// <summary>A body as it is.</summary>
sealed class PlainPayload(Stream body) : PayloadReader
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => body.ReadAsync(buffer, cancellationToken);
}
