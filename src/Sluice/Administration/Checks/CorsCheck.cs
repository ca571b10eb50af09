using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What S3 refuses of CORS rules (S3 API reference, PutBucketCors and CORSRule; S3 User Guide, "Elements of a CORS configuration").</summary>
internal static class CorsCheck
{
    const int MostRules = 100, LongestId = 255;

    public static IEnumerable<string> Problems(JsonObject content)
    {
        JsonNode[] rules = [.. content.Members("CORSRules")];
        if (rules.Length > MostRules)
            yield return string.Create(CultureInfo.InvariantCulture, $"there are {MostRules} rules at most, and these are {rules.Length:N0}");
        foreach (string twice in SettingCheck.Twice(rules.Select(static rule => rule.Text("ID")).OfType<string>()))
            yield return $"two rules are called '{DisplayText.Of(twice)}'";
        for (int at = 0; at < rules.Length; at++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"rule {(rules[at].Text("ID") is { Length: > 0 } id ? $"'{DisplayText.Of(id)}'" : at + 1)}");
            if (rules[at].Text("ID") is { Length: > LongestId } longId)
                yield return $"{name}: an ID has {LongestId} characters at most, and this one {longId.Length}";
            foreach ((string list, string element) in ((string, string)[])[("AllowedOrigins", "AllowedOrigin"), ("AllowedHeaders", "AllowedHeader")])
                foreach (string text in rules[at].Members(list).Select(DocumentText.Of))
                    if (text.Count(static letter => letter == '*') > 1)
                        yield return $"{name}: the {element} '{DisplayText.Of(text)}' has more than one *";
                    else if (text.Length == 0)
                        yield return $"{name}: an {element} is empty";
            // "ExposeHeader "*" contains wildcard. We currently do not support wildcard for ExposeHeader", as S3 answers.
            foreach (string text in rules[at].Members("ExposeHeaders").Select(DocumentText.Of))
                if (text.Contains('*', StringComparison.Ordinal))
                    yield return $"{name}: the ExposeHeader '{DisplayText.Of(text)}' has a *, which S3 takes in none";
        }
    }
}
