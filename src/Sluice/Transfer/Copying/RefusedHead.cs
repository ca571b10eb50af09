using Sluice.Locations;
using Sluice.S3;

namespace Sluice.Transfer.Copying;

/// <summary>Finds out why a HEAD was refused: its answer has no body, and that of a GET of one byte says it. One request, and only after a failure.</summary>
internal static class RefusedHead
{
    /// <summary>What the store says to a GET, when it says anything; else the failure as it is.</summary>
    public static S3Error Of(S3Client client, S3Location at, SseCustomerKey? customerKey, S3Error refused, CancellationToken cancellationToken)
    {
        if (refused is not { Kind: S3ErrorKind.BadRequest, Code.Length: 0 })
            return refused;
        GetObjectRequest get = new(at.Bucket, at.Key) { Range = new ByteRange(0, 0), CustomerKey = customerKey };
        S3Result<GetObjectResponse> answer = client.GetObject(get, cancellationToken);
        if (answer.Error is { Code.Length: > 0 } said)
            return said;
        if (answer.Error is null)
            answer.Value.Dispose();
        return refused;
    }
}
