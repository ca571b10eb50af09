using System.Reflection;
using System.Text.RegularExpressions;

namespace Sluice.Tests.Rules;

/// <summary>docs/semantics.md promises nothing that no test keeps.</summary>
public sealed partial class SemanticsTests
{
    [Fact]
    public void Every_promise_names_a_test_that_exists()
    {
        HashSet<string> tests = [.. from type in typeof(SemanticsTests).Assembly.GetTypes()
                                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                                    where method.IsDefined(typeof(FactAttribute), inherit: true)
                                    select method.Name];
        string[] promises = [.. File.ReadLines(Repository.PathOf("docs", "semantics.md")).Where(static line => line.StartsWith("| ", StringComparison.Ordinal)
            && !line.StartsWith("| promise", StringComparison.Ordinal) && !line.StartsWith("| attribute", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))];
        Assert.True(promises.Length > 30, "The page has lost its tables.");

        IEnumerable<string> broken = promises.Where(promise => TestName().Match(promise) is not { Success: true } name || !tests.Contains(name.Groups[1].Value));

        Assert.Equal("", string.Join('\n', broken));
    }

    [GeneratedRegex(@"\| `([A-Za-z0-9_]+)` \|$")]
    private static partial Regex TestName();
}
