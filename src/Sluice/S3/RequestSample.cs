namespace Sluice.S3;

/// <summary>One attempt at a request, as the wire saw it.</summary>
public readonly record struct RequestSample
{
    /// <summary>The operation's name in S3's reference, such as <c>GetObject</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>GET, HEAD, PUT, POST or DELETE.</summary>
    public string Method { get; init; }

    /// <summary>The bucket; null for requests to the service itself.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key; empty for requests to a bucket.</summary>
    public ObjectKey Key { get; init; }

    /// <summary>Which attempt at the request it was, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>When its first byte was to be sent: a timestamp of the client's clock (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public required long Started { get; init; }

    /// <summary>From <see cref="Started"/> to the head of the answer, the request's own body included; null when none came.</summary>
    public TimeSpan? FirstByte { get; init; }

    /// <summary>From <see cref="Started"/> to the last byte of the answer that was read, or to the failure.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Body bytes sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Body bytes received.</summary>
    public long BytesReceived { get; init; }

    /// <summary>HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The store's error code, or a short name for an error of the network; empty when it succeeded.</summary>
    public string ErrorCode { get; init; }

    /// <summary>Number of the connection among those that the client has opened, from 1; 0 when none could be had.</summary>
    public long Connection { get; init; }

    /// <summary>True when an earlier request had used the connection.</summary>
    public bool Reused { get; init; }

    /// <summary>The store's id of the request; null when it gave none.</summary>
    public string? RequestId { get; init; }
}
