namespace Sluice.Endpoint;

/// <summary>One request as it was answered.</summary>
public sealed record AccessLogEntry
{
    /// <summary>When it came, by the endpoint's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Its id, which the answer's <c>x-amz-request-id</c> tells too.</summary>
    public required string RequestId { get; init; }

    /// <summary>Address of the sender; null when the connection no longer tells it.</summary>
    public string? Remote { get; init; }

    /// <summary>Name of the account that signed; <c>anonymous</c> when nobody did, and when the signature was refused.</summary>
    public required string Account { get; init; }

    /// <summary>S3's name of the operation, such as <c>GetObject</c>; <c>Unknown</c> for what is none.</summary>
    public required string Operation { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path as it was sent, percent-encoded, without the query: signatures are in queries.</summary>
    public required string Path { get; init; }

    /// <summary>HTTP status of the answer; 0 when the connection was broken instead.</summary>
    public required int Status { get; init; }

    /// <summary>S3's code of the error that was answered; null for a success.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The fault that was played on it, such as <c>reply 503</c>; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>How long the answer took, until its last byte was handed to the connection.</summary>
    public required TimeSpan Duration { get; init; }
}
