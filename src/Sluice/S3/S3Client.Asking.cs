using Sluice.S3.Operations;
using Sluice.S3.Wire;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>Sends a request once, in the region and by the clock that earlier ones were taught, and gives what came back; an error only where nothing did.</summary>
    internal S3Result<ExactAnswer> Ask(WireRequest request, CancellationToken cancellationToken)
    {
        if (Options.RequesterPays)
            request.AddHeader("x-amz-request-payer", "requester");
        S3Result<ExactAnswer> result = _pipeline.Send(request, request, ExactAnswer.Read, cancellationToken);
        return result.Error is { Status: > 0 } refused ? ExactAnswer.From(refused) : result;
    }

    /// <summary>The region that a bucket was found in; that of the client when no answer named another.</summary>
    internal string RegionOf(string bucket) => _traits.RegionOf(bucket) ?? Options.Region;
}
