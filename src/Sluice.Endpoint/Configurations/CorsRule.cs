using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>One rule of a CORSConfiguration (S3 User Guide, "Elements of a CORS configuration").</summary>
sealed record CorsRule(IReadOnlyList<string> Origins, IReadOnlyList<string> Methods, IReadOnlyList<string> Headers, IReadOnlyList<string> Exposed, int? MaxAge)
{
    const int MostRules = 100;

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML, InvalidRequest).</summary>
    public static IReadOnlyList<CorsRule> ReadAll(XElement document)
    {
        document.Allow("CORSRule");
        CorsRule[] rules = [.. document.Children("CORSRule").Select(Read)];
        return rules.Length is > 0 and <= MostRules ? rules : throw new RefusalException(Refusal.MalformedXml);
    }

    /// <summary>True when a browser on this origin may send this method with these headers.</summary>
    public bool Matches(string origin, string method, ReadOnlySpan<string> headers)
    {
        if (!Methods.Contains(method) || !Origins.Any(pattern => Matches(pattern, origin)))
            return false;
        foreach (string header in headers)
        {
            if (!Headers.Any(pattern => Matches(pattern.ToLowerInvariant(), header.ToLowerInvariant())))
                return false;
        }
        return true;
    }

    /// <summary>The origin may be any, so that the answer says so instead of naming it.</summary>
    public bool AllowsAnyOrigin => Origins.Contains("*");

    static CorsRule Read(XElement rule)
    {
        rule.Allow("ID", "AllowedOrigin", "AllowedMethod", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds");
        string[] origins = Texts(rule, "AllowedOrigin"), methods = Texts(rule, "AllowedMethod"), headers = Texts(rule, "AllowedHeader"), exposed = Texts(rule, "ExposeHeader");
        if (origins.Length == 0 || methods.Length == 0)
            throw new RefusalException(Refusal.MalformedXml);
        if (Array.Find(methods, static m => m is not ("GET" or "PUT" or "POST" or "DELETE" or "HEAD")) is { } unknown)
            throw new RefusalException(Refusal.InvalidRequest($"Found unsupported HTTP method in CORS config. Unsupported method is {unknown}"));
        if (Array.Find([.. origins, .. headers], static p => p.Count(static c => c == '*') > 1) is { } pattern)
            throw new RefusalException(Refusal.InvalidRequest($"\"{pattern}\" can not have more than one wildcard."));
        if (Array.Find(exposed, static e => e.Contains('*', StringComparison.Ordinal)) is { } wild)
            throw new RefusalException(Refusal.InvalidRequest($"ExposeHeader \"{wild}\" contains wildcard. We currently do not support wildcard for ExposeHeader."));
        int? age = rule.Text("MaxAgeSeconds") is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : throw new RefusalException(Refusal.MalformedXml);
        return new CorsRule(origins, methods, headers, exposed, age);
    }

    static string[] Texts(XElement rule, string name) => [.. rule.Children(name).Select(static e => e.Value)];

    static bool Matches(string pattern, string text)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? pattern == text
            : text.Length >= pattern.Length - 1 && text.StartsWith(pattern[..star], StringComparison.Ordinal) && text.EndsWith(pattern[(star + 1)..], StringComparison.Ordinal);
    }
}
