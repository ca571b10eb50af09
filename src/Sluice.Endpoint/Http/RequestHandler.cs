using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Operations;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Telemetry;

namespace Sluice.Endpoint.Http;

/// <summary>The way of a request: parse, count, faults, authenticate, operate; every refusal is written here.</summary>
sealed class RequestHandler(EndpointContext endpoint)
{
    /// <summary>S3 User Guide, "Naming Amazon S3 objects".</summary>
    const int LongestKey = 1024;

    public async Task HandleAsync(HttpContext http)
    {
        string id = endpoint.NextRequestId();
        Action<AccessLogEntry>? log = endpoint.Options.AccessLog;
        if (log is null && !SluiceTelemetry.ServedDuration.Enabled)
        {
            await HandleAsync(http, id, null).ConfigureAwait(false);
            return;
        }
        AccessRecord trace = new(http, id, endpoint.Options.Clock);
        await HandleAsync(http, id, trace).ConfigureAwait(false);
        AccessLogEntry entry = trace.Finish();
        log?.Invoke(entry);
        Measure(entry, http.Request.Scheme);
    }

    static void Measure(AccessLogEntry entry, string scheme)
    {
        if (!SluiceTelemetry.ServedDuration.Enabled)
            return;
        // OpenTelemetry's word for a method that a client has made up.
        string method = entry.Method is "GET" or "HEAD" or "PUT" or "POST" or "DELETE" or "OPTIONS" ? entry.Method : "_OTHER";
        System.Diagnostics.TagList tags = new() { { "http.request.method", method }, { "url.scheme", scheme }, { "rpc.method", entry.Operation } };
        if (entry.Status > 0)
            tags.Add("http.response.status_code", entry.Status);
        if (entry.Status is 0 or >= 500)
            tags.Add("error.type", entry.Status == 0 ? "broken" : entry.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        SluiceTelemetry.ServedDuration.Record(entry.Duration.TotalSeconds, tags);
    }

    async Task HandleAsync(HttpContext http, string id, AccessRecord? trace)
    {
        string resource = "/";
        Reply.SetCommonHeaders(http.Response, id);
        // An announced body of nothing is never asked for with "100 Continue"; botocore, which was not, takes no further answer from the connection.
        if (http.Request.ContentLength == 0 && http.Request.Headers.ContainsKey("Expect"))
            http.Response.Headers.Connection = "close";
        try
        {
            // 1 What is asked. The raw target, because a normalised path is another key.
            string raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            RequestTarget target = RequestTarget.Parse(raw, http.Request.Headers.Host.ToString());
            resource = Encoding.UTF8.GetString(target.Path);
            Operation operation = Router.Resolve(http.Request.Method, target, http.Request.Headers.ContainsKey("x-amz-copy-source"));
            Cors.Apply(http, endpoint, target);
            endpoint.Counts.Add(operation.Name);
            S3Request request = new(http, endpoint, target, id) { Faults = endpoint.Faults.Decide(operation.Name, target.Bucket, target.Key) };

            trace?.Request = request;
            trace?.Operation = operation.Name;
            // 2 Faults that come before any work.
            if (request.Faults.Delay > TimeSpan.Zero)
                await Task.Delay(request.Faults.Delay, endpoint.Options.Clock, request.Aborted).ConfigureAwait(false);
            if (request.Faults.Reply is { } reply)
                throw new RefusalException(new Refusal(reply.Code, reply.Status, "This answer is a fault that was asked for."));

            // 3 Who asks, then the operation, which decides what they may do.
            if (http.Request.Method != HttpMethods.Options)
                RequestAuthenticator.Authenticate(request);
            CheckKey(endpoint, target.Key);
            await operation.Handler(request).ConfigureAwait(false);
        }
        catch (RefusalException e)
        {
            trace?.ErrorCode = e.Refusal.Code;
            await RefuseAsync(http, id, resource, e.Refusal).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(http, id, resource, Refusal.InvalidRequest("The HTTP request is malformed.") with { Status = e.StatusCode }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ConnectionResetException or OperationCanceledException || http.RequestAborted.IsCancellationRequested)
        {
            trace?.IsBroken = true;
            http.Abort();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trace?.ErrorCode = "InternalError";
            // The store's disk, not the connection: an aborted connection was met above.
            await RefuseAsync(http, id, resource, Refusal.InternalError($"The store failed: {DisplayText.Of(e.Message)}")).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A fault of this program, or one of the disk that .NET takes for a wrong argument (EFBIG), is answered and logged like any other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            trace?.ErrorCode = "InternalError";
            await RefuseAsync(http, id, resource, Refusal.InternalError($"This endpoint failed: {e.GetType().Name}: {DisplayText.Of(e.Message)}")).ConfigureAwait(false);
        }
    }

    /// <summary>Throws <see cref="RefusalException"/> for a key that S3 refuses.</summary>
    public static void CheckKey(EndpointContext endpoint, ObjectKey key)
    {
        if (key.Length > LongestKey)
            throw new RefusalException(Refusal.KeyTooLong);
        if (!endpoint.Options.AllowInvalidUtf8Keys && !System.Text.Unicode.Utf8.IsValid(key.Bytes))
            throw new RefusalException(Refusal.InvalidUri);
    }

    static Task RefuseAsync(HttpContext http, string id, string resource, Refusal refusal)
    {
        // Headers are out: only breaking the connection tells the client that the body is not whole.
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }
        // Who waits for "100 Continue" and is refused sends no body; a server that waits for it would eat the next request.
        if (http.Request.Headers.ContainsKey("Expect"))
            http.Response.Headers.Connection = "close";
        http.Response.Headers.Remove("Content-Range");
        http.Response.ContentLength = null;
        return Reply.RefusalAsync(http, id, resource, refusal);
    }
}
