using System.Globalization;
using System.Net;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Policies;

/// <summary>The values that the condition keys of a policy stand for in one request.</summary>
/// <param name="request">The request.</param>
/// <param name="bucket">Its bucket.</param>
/// <param name="existing">The object it is about, for its tags; null when there is none.</param>
sealed class PolicyContext(S3Request request, Bucket bucket, KeptObject? existing)
{
    const string ExistingTag = "s3:existingobjecttag/";
    const string RequestTag = "s3:requestobjecttag/";
    const string Prefix = "s3:";

    static readonly string[] Known =
    [
        "s3:prefix", "s3:delimiter", "s3:max-keys", "s3:versionid", "s3:authtype", "s3:signatureage", "s3:signatureversion", "s3:x-amz-content-sha256", "s3:locationconstraint", "s3:resourceaccount",
        "s3:requestobjecttagkeys", "s3:tlsversion", "s3:object-lock-mode", "s3:object-lock-retain-until-date", "s3:object-lock-remaining-retention-days", "s3:object-lock-legal-hold",
        "s3:if-match", "s3:if-none-match", "s3:objectcreationoperation",
        "aws:currenttime", "aws:epochtime", "aws:referer", "aws:securetransport", "aws:sourceip", "aws:useragent", "aws:principaltype", "aws:principalaccount", "aws:principalarn", "aws:userid",
        "aws:username", "aws:requestedregion", "aws:resourceaccount", "aws:tokenissuetime", "aws:sourcevpc", "aws:sourcevpce", "aws:principalorgid", "aws:sourcearn", "aws:sourceaccount", "aws:vpcsourceip",
    ];

    /// <summary>True for a key that may stand in a policy, in lower case.</summary>
    public static bool IsKnown(string key) => Known.Contains(key) || key.StartsWith(ExistingTag, StringComparison.Ordinal) || key.StartsWith(RequestTag, StringComparison.Ordinal) || key.StartsWith("s3:x-amz-", StringComparison.Ordinal);

    /// <summary>The key's values; empty when the request has none.</summary>
    /// <param name="key">The key in lower case, with the name of a tag as it is written.</param>
    public IReadOnlyList<string> Values(string key)
    {
        if (key.StartsWith(ExistingTag, StringComparison.OrdinalIgnoreCase))
            return Tag(existing?.Description.Tags ?? [], key[ExistingTag.Length..]);
        if (key.StartsWith(RequestTag, StringComparison.OrdinalIgnoreCase))
            return Tag(RequestTags(), key[RequestTag.Length..]);
        if (key == "s3:requestobjecttagkeys")
            return [.. RequestTags().Select(static t => t.Key)];
        string? value = key switch
        {
            "s3:prefix" or "s3:delimiter" or "s3:max-keys" => request.Query.Text(key[Prefix.Length..]),
            "s3:versionid" => request.Query.Text("versionId"),
            "s3:authtype" => request.Caller.IsAnonymous ? null : request.Query.Has("X-Amz-Algorithm") || request.Query.Has("Signature") ? "REST-QUERY-STRING" : "REST-HEADER",
            "s3:signatureversion" => request.Caller.IsAnonymous ? null : request.Query.Has("Signature") ? "AWS" : "AWS4-HMAC-SHA256",
            "s3:resourceaccount" or "aws:resourceaccount" => EndpointAccount.NumberOf(bucket.Access.OwnerId),
            "s3:if-match" or "s3:if-none-match" => request.Header(key[Prefix.Length..]),
            "s3:object-lock-mode" or "s3:object-lock-retain-until-date" or "s3:object-lock-legal-hold" => request.Header("x-amz-" + key[Prefix.Length..]),
            "s3:object-lock-remaining-retention-days" => RemainingDays(),
            "s3:locationconstraint" or "aws:requestedregion" => request.Endpoint.Options.Region,
            "aws:currenttime" => request.Endpoint.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "aws:epochtime" => request.Endpoint.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "aws:referer" => request.Header("referer"),
            "aws:useragent" => request.Header("user-agent"),
            "aws:securetransport" => request.Http.Request.IsHttps ? "true" : "false",
            "aws:sourceip" => Address(request.Http.Connection.RemoteIpAddress),
            "aws:principaltype" => request.Caller.IsAnonymous ? "Anonymous" : "Account",
            "aws:principalaccount" => request.Caller.IsAnonymous ? null : request.Caller.AccountNumber,
            "aws:principalarn" => request.Caller.IsAnonymous ? null : $"arn:aws:iam::{request.Caller.AccountNumber}:root",
            "aws:userid" => request.Caller.IsAnonymous ? null : request.Caller.AccountNumber,
            _ when key.StartsWith("s3:x-amz-", StringComparison.Ordinal) => request.Header(key[Prefix.Length..]),
            _ => null,
        };
        return value is null ? [] : [value];
    }

    static string[] Tag(IReadOnlyList<KeyValuePair<string, string>> tags, string name)
    {
        foreach (KeyValuePair<string, string> tag in tags)
        {
            if (tag.Key == name)
                return [tag.Value];
        }
        return [];
    }

    static string? Address(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString();

    IReadOnlyList<KeyValuePair<string, string>> RequestTags() => request.BodyTags ?? (request.Header("x-amz-tagging") is { } header ? Operations.TagSet.FromHeader(header) : []);

    string? RemainingDays() => DateTimeOffset.TryParse(request.Header("x-amz-object-lock-retain-until-date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until)
        ? ((long)Math.Ceiling((until - request.Endpoint.Now).TotalDays)).ToString(CultureInfo.InvariantCulture) : null;
}
