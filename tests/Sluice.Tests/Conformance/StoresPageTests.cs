using Sluice.Tests.Rules;

namespace Sluice.Tests.Conformance;

public sealed class StoresPageTests
{
    [Fact]
    public void StoresPage_is_what_the_table_of_differences_says()
    {
        string page = StoresPage.Read(), printed = StoresPage.Print() + StoresPage.HandWritten(page);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(StoresPage.Path, page = printed);
        Assert.Equal(printed, page);
    }

    [Fact]
    public void Every_deviation_that_is_handled_names_a_test_that_exists() =>
        Assert.Equal("", string.Join('\n', NamedTests.Broken(StoresPage.HandWritten(StoresPage.Read()).Split('\n'), leastRows: 40)));

    [Fact]
    public void Every_capability_is_asked_for_by_a_test()
    {
        string suite = string.Concat(Repository.Files(Path.Combine("tests", "Sluice.Tests", "Conformance"), "*Conformance.cs").Select(File.ReadAllText));
        Assert.DoesNotContain(Enum.GetNames<Capability>(), name => !suite.Contains($"Capability.{name}", StringComparison.Ordinal));
    }

    [Fact]
    public void No_difference_is_said_twice() =>
        Assert.Equal(Differences.All.Count, Differences.All.DistinctBy(static difference => (difference.Store, difference.Capability)).Count());
}
