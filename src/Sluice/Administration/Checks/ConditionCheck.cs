using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Checks;

/// <summary>What is wrong with the condition of a statement (IAM User Guide, "IAM JSON policy elements: Condition operators"; Service Authorization Reference, "Condition keys for Amazon S3").</summary>
internal static class ConditionCheck
{
    const int MostChanges = 4;

    // Requests that list have these, and no others.
    static readonly string[] OfListings = ["s3:prefix", "s3:delimiter", "s3:max-keys"], Listings = ["s3:ListBucket", "s3:ListBucketVersions"];

    public static IEnumerable<string> Problems(CheckedStatement statement)
    {
        foreach ((string operation, JsonNode? keys) in statement.Condition ?? [])
        {
            if (keys is not JsonObject fields)
                continue;
            (string before, string name, string behind) = PolicyOperators.Parts(operation);
            if (!PolicyOperators.Names.Contains(name))
            {
                yield return $"there is no condition operator {DisplayText.Of(operation)}{Meant(before, name, behind)}";
                continue;
            }
            foreach ((string key, JsonNode? values) in fields)
                foreach (string problem in Key(operation, name, key, values).Concat(Listing(statement, key)))
                    yield return problem;
        }
    }

    /// <summary>What S3 may take and is hardly meant: a condition on what only listings have, of a statement that is about other requests, too.</summary>
    public static IEnumerable<string> Remarks(CheckedStatement statement)
    {
        string[] keys = [.. (statement.Condition ?? []).SelectMany(static operation => operation.Value as JsonObject ?? []).Select(static key => key.Key).Where(IsOfListings).Distinct()];
        string[] others = statement.ExceptsActions ? [] : [.. statement.Actions.Where(static action => !action.AsSpan().ContainsAny('*', '?') && !Listings.Contains(action, StringComparer.OrdinalIgnoreCase))];
        if (keys.Length > 0 && others.Length > 0 && Array.Exists(Listings, statement.Names))
            yield return $"{statement.Name}: {string.Join(", ", keys.Select(DisplayText.Of))} is of listings only, and no request of {string.Join(", ", others.Select(DisplayText.Of))} has it: name the keys in Resource, in a statement of their own";
    }

    static IEnumerable<string> Key(string operation, string name, string key, JsonNode? values)
    {
        string at = $"{DisplayText.Of(operation)} {DisplayText.Of(key)}";
        JsonNode?[] all = values is JsonArray list ? [.. list] : [values];
        if (all.Length == 0)
            yield return $"{at} has no values";
        foreach (JsonNode? value in all)
            if (value is not JsonValue)
                yield return $"{at}: a condition holds values, and no {(value is JsonObject ? "fields" : value is JsonArray ? "list in a list" : "nulls")}";
            else if (PolicyOperators.Refuses(name, DocumentText.Of(value)) is { } form)
                yield return $"{at}: '{DisplayText.Of(DocumentText.Of(value))}' is not {form}";
    }

    // S3 answers MalformedPolicy: "Conditions do not apply to combination of actions and resources in statement".
    static IEnumerable<string> Listing(CheckedStatement statement, string key) => IsOfListings(key) && !Array.Exists(Listings, statement.Names)
        ? [$"{DisplayText.Of(key)} is of listings ({string.Join(", ", Listings)}), and no request of {string.Join(", ", statement.Actions.Select(DisplayText.Of))} has it: name the keys in Resource"] : [];

    static bool IsOfListings(string key) => OfListings.Contains(key, StringComparer.OrdinalIgnoreCase);

    static string Meant(string before, string name, string behind)
    {
        string best = PolicyOperators.Names.MinBy(one => S3Actions.Distance(one, name))!;
        return S3Actions.Distance(best, name) <= MostChanges ? $"; there is {before}{best}{(best == "Null" ? "" : behind)}" : $"; there are such as {string.Join(", ", PolicyOperators.Names.Where(static one => one is "StringEquals" or "StringLike" or "NumericLessThan" or "DateLessThan" or "Bool" or "IpAddress" or "ArnLike" or "Null"))}";
    }
}
