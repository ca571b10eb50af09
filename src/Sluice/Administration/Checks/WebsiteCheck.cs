using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What S3 refuses of a website (S3 API reference, PutBucketWebsite, WebsiteConfiguration, IndexDocument, ErrorDocument, RoutingRule, Condition, Redirect).</summary>
internal static class WebsiteCheck
{
    const int MostRoutes = 50;

    public static IEnumerable<string> Problems(JsonObject content)
    {
        if (content["RedirectAllRequestsTo"] is not null == content["IndexDocument"] is not null)
            yield return "a website has either an IndexDocument or RedirectAllRequestsTo";
        else if (content["RedirectAllRequestsTo"] is not null && content.Count > 1)
            yield return "RedirectAllRequestsTo stands alone: nothing else counts where all is redirected";
        if (content.Fields("IndexDocument").Text("Suffix") is { } suffix && (suffix.Length == 0 || suffix.Contains('/', StringComparison.Ordinal)))
            yield return $"IndexDocument.Suffix '{DisplayText.Of(suffix)}' {(suffix.Length == 0 ? "is empty" : "has a slash")}; it is the name in each directory, such as index.html";
        if (content.Fields("ErrorDocument").Text("Key") is { Length: 0 })
            yield return "ErrorDocument.Key is empty";
        if (Host(content.Fields("RedirectAllRequestsTo")) is { } problem)
            yield return $"RedirectAllRequestsTo: {problem}";
        JsonNode[] routes = [.. content.Members("RoutingRules")];
        if (content["RoutingRules"] is JsonArray { Count: 0 })
            yield return "RoutingRules is an empty list; leave it out";
        if (routes.Length > MostRoutes)
            yield return string.Create(CultureInfo.InvariantCulture, $"there are {MostRoutes} RoutingRules at most, and these are {routes.Length:N0}");
        for (int at = 0; at < routes.Length; at++)
            foreach (string wrong in Route(routes[at]))
                yield return string.Create(CultureInfo.InvariantCulture, $"routing rule {at + 1}: {wrong}");
    }

    static IEnumerable<string> Route(JsonNode route)
    {
        JsonObject? condition = route.Fields("Condition"), redirect = route.Fields("Redirect");
        if (condition is { Count: 0 })
            yield return "Condition has HttpErrorCodeReturnedEquals or KeyPrefixEquals, or is left out";
        if (condition.Text("HttpErrorCodeReturnedEquals") is { } code && !IsStatus(code, 400, 599))
            yield return $"HttpErrorCodeReturnedEquals {DisplayText.Of(code)} is no status from 400 to 599";
        if (redirect is { Count: 0 })
            yield return "Redirect says nothing: it has none of HostName, HttpRedirectCode, Protocol, ReplaceKeyPrefixWith, ReplaceKeyWith";
        if (redirect?["ReplaceKeyPrefixWith"] is not null && redirect["ReplaceKeyWith"] is not null)
            yield return "Redirect has ReplaceKeyPrefixWith or ReplaceKeyWith, not both";
        if (redirect.Text("HttpRedirectCode") is { } status && !IsStatus(status, 301, 399))
            yield return $"HttpRedirectCode {DisplayText.Of(status)} is no status from 301 to 399";
        if (Host(redirect) is { } problem)
            yield return problem;
    }

    static bool IsStatus(string text, int least, int most) => text.Length == 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code >= least && code <= most;

    static string? Host(JsonObject? redirect) => redirect.Text("HostName") is { } host && (host.Length == 0 || host.AsSpan().ContainsAny("/?# ")) ? $"HostName '{DisplayText.Of(host)}' is no name of a host, such as www.example.com" : null;
}
