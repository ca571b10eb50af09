using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>Answers browsers: preflights (OPTIONS), and the headers of what a page of another origin asked for (S3 User Guide, "Using cross-origin resource sharing").</summary>
static class Cors
{
    static readonly Refusal Forbidden = new("AccessForbidden", 403, "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.");

    public static Task PreflightAsync(S3Request request)
    {
        if (request.Header("origin") is not { } origin)
            throw new RefusalException(new Refusal("BadRequest", 400, "Insufficient information. Origin request header needed."));
        if (request.Header("access-control-request-method") is not { } method)
            throw new RefusalException(new Refusal("BadRequest", 400, "Invalid Access-Control-Request-Method: null"));
        Bucket bucket = request.Endpoint.Catalog.Get(request.Target.Bucket!);
        if (bucket.Settings.Cors.Count == 0)
            throw new RefusalException(Forbidden with { Message = "CORSResponse: CORS is not enabled for this bucket." });
        string[] headers = (request.Header("access-control-request-headers") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        CorsRule rule = Find(bucket.Settings.Cors, origin, method, headers) ?? throw new RefusalException(Forbidden);
        Write(request.Http.Response, rule, origin);
        if (headers.Length > 0)
            request.Http.Response.Headers.AccessControlAllowHeaders = string.Join(", ", headers.Select(static h => h.ToLowerInvariant()));
        return Reply.EmptyAsync(request, 200);
    }

    /// <summary>Adds the headers to an answer, whatever it is, so that the page may see it.</summary>
    public static void Apply(HttpContext http, EndpointContext endpoint, RequestTarget target)
    {
        if (http.Request.Headers.Origin.ToString() is not { Length: > 0 } origin || target.Bucket is null || http.Request.Method == "OPTIONS" || endpoint.Catalog.Find(target.Bucket) is not { } bucket)
            return;
        string method = http.Request.Headers.AccessControlRequestMethod.ToString() is { Length: > 0 } asked ? asked : http.Request.Method;
        if (Find(bucket.Settings.Cors, origin, method, []) is { } rule)
            Write(http.Response, rule, origin);
    }

    static CorsRule? Find(IReadOnlyList<CorsRule> rules, string origin, string method, ReadOnlySpan<string> headers)
    {
        foreach (CorsRule rule in rules)
        {
            if (rule.Matches(origin, method, headers))
                return rule;
        }
        return null;
    }

    static void Write(HttpResponse response, CorsRule rule, string origin)
    {
        IHeaderDictionary headers = response.Headers;
        headers.AccessControlAllowOrigin = rule.AllowsAnyOrigin ? "*" : origin;
        if (!rule.AllowsAnyOrigin)
            headers.AccessControlAllowCredentials = "true";
        headers.AccessControlAllowMethods = string.Join(", ", rule.Methods);
        if (rule.Exposed.Count > 0)
            headers.AccessControlExposeHeaders = string.Join(", ", rule.Exposed);
        if (rule.MaxAge is { } age)
            headers.AccessControlMaxAge = age.ToString(CultureInfo.InvariantCulture);
        headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
    }
}
