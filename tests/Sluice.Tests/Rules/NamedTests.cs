using System.Reflection;
using System.Text.RegularExpressions;

namespace Sluice.Tests.Rules;

/// <summary>Tables of docs/ whose last column names the test that keeps what the row says.</summary>
static partial class NamedTests
{
    /// <summary>The rows that name no test, or one that does not exist.</summary>
    /// <param name="page">Lines of Markdown.</param>
    /// <param name="leastRows">Fewer rows mean that the page has lost its tables.</param>
    public static IReadOnlyList<string> Broken(IEnumerable<string> page, int leastRows)
    {
        HashSet<string> tests = [.. from type in typeof(NamedTests).Assembly.GetTypes()
                                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                                    where method.IsDefined(typeof(FactAttribute), inherit: true)
                                    select method.Name];
        string[] lines = [.. page.Select(static line => line.TrimEnd('\r'))];
        string[] rows = [.. lines.Where((line, at) => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)
            && !(at + 1 < lines.Length && lines[at + 1].StartsWith("| ---", StringComparison.Ordinal)))];
        Assert.True(rows.Length >= leastRows, "The page has lost its tables.");
        return [.. rows.Where(row => TestName().Match(row) is not { Success: true } name || !tests.Contains(name.Groups[1].Value))];
    }

    [GeneratedRegex(@"\| `([A-Za-z0-9_]+)` \|$")]
    private static partial Regex TestName();
}
