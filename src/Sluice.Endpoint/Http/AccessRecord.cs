using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Endpoint.Access;

namespace Sluice.Endpoint.Http;

/// <summary>What the access log will say of a request, gathered while it is answered.</summary>
sealed class AccessRecord(HttpContext http, string id, TimeProvider clock)
{
    readonly DateTimeOffset _time = clock.GetUtcNow();
    readonly long _began = clock.GetTimestamp();

    public S3Request? Request { get; set; }

    public string Operation { get; set; } = "Unknown";

    public string? ErrorCode { get; set; }

    /// <summary>The connection was broken instead of an answer.</summary>
    public bool IsBroken { get; set; }

    public AccessLogEntry Finish()
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        return new AccessLogEntry
        {
            Time = _time,
            RequestId = id,
            Remote = http.Connection.RemoteIpAddress?.ToString(),
            Account = (Request?.Caller ?? Caller.Anonymous).Name,
            Operation = Operation,
            Method = http.Request.Method,
            Path = question < 0 ? target : target[..question],
            Status = IsBroken ? 0 : http.Response.StatusCode,
            ErrorCode = ErrorCode,
            Fault = Request?.Faults.Describe(),
            Duration = clock.GetElapsedTime(_began),
        };
    }
}
