using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;

namespace Sluice.Administration.Checks;

/// <summary>Whether the moves of one rule, and the removal at their end, can follow each other (S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle", "Supported transitions" and "Constraints").</summary>
internal static class TransitionCheck
{
    /// <summary>Infrequent access begins after so many days, and an archive comes so many days after it.</summary>
    const int LeastDays = 30;

    static readonly string[] Infrequent = ["STANDARD_IA", "ONEZONE_IA"];

    // What each class may be left for, as the waterfall has it.
    static readonly Dictionary<string, string[]> Next = new()
    {
        ["STANDARD_IA"] = ["INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
        ["INTELLIGENT_TIERING"] = ["ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
        ["ONEZONE_IA"] = ["GLACIER", "DEEP_ARCHIVE"],
        ["GLACIER_IR"] = ["GLACIER", "DEEP_ARCHIVE"],
        ["GLACIER"] = ["DEEP_ARCHIVE"],
        ["DEEP_ARCHIVE"] = [],
    };

    /// <summary>What is wrong, each to be put behind the name of a rule.</summary>
    /// <param name="what">What is moved, in words.</param>
    /// <param name="transitions">The moves.</param>
    /// <param name="removal">The removal; null for none.</param>
    /// <param name="days">The field that has the days.</param>
    public static IEnumerable<string> Problems(string what, IEnumerable<JsonNode> transitions, JsonObject? removal, string days)
    {
        (double At, string Class)[] moves = [.. transitions.Select(one => (Time(one, days), one.Text("StorageClass") ?? "")).Where(static one => !double.IsNaN(one.Item1)).OrderBy(static one => one.Item1)];
        foreach (string twice in SettingCheck.Twice(moves.Select(static one => one.Class)))
            yield return $": {what} would be moved to {twice} twice";
        foreach ((double at, string to) in moves)
        {
            if (Infrequent.Contains(to) && at < LeastDays)
                yield return $": {to} takes {what} after {LeastDays} days or later";
            if (at >= Time(removal, days))
                yield return $": {what} would be removed before they are moved to {to}, or with it";
        }
        for (int i = 1; i < moves.Length; i++)
        {
            ((double at, string from), (double then, string to)) = (moves[i - 1], moves[i]);
            if (from == to)
                continue;
            if (at == then)
                yield return $": {what} would be moved to {from} and to {to} at the same time";
            else if (!Next.GetValueOrDefault(from, []).Contains(to))
                yield return $": {what} would be in {from} already when they are to be moved to {to}, and S3 moves none from there to it";
            else if (Infrequent.Contains(from) && to is ("GLACIER" or "DEEP_ARCHIVE" or "ONEZONE_IA") && then - at < LeastDays)
                yield return $": {what} stay in {from} for {LeastDays} days at least before they are moved to {to}";
        }
    }

    // Days, or the days of a date; those of one rule are either.
    static double Time(JsonNode? action, string days) => action.Number(days) is { } number ? number
        : DateTimeOffset.TryParse(action.Text("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date) ? (date - DateTimeOffset.UnixEpoch).TotalDays : double.NaN;
}
