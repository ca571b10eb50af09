namespace Sluice.Endpoint.Bodies;

/// <summary>The body of a request without its framing.</summary>
abstract class PayloadReader
{
    /// <summary>Trailer headers, complete once <see cref="ReadAsync"/> has returned 0; names in lower case.</summary>
    public virtual IReadOnlyDictionary<string, string> Trailers => Empty;

    static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>();

    /// <summary>Up to a buffer of bytes; 0 at the end.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
