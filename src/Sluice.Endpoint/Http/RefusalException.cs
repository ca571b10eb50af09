namespace Sluice.Endpoint.Http;

/// <summary>Ends a request with a <see cref="Http.Refusal"/>; caught once, where answers are written.</summary>
sealed class RefusalException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}
