using Sluice.Tests.Rules;

namespace Sluice.Tests.Conformance;

public sealed class StoresPageTests
{
    [Fact]
    public void StoresPage_is_what_the_table_of_differences_says()
    {
        string page = Repository.PathOf("docs", "stores.md"), printed = StoresPage.Print();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(page, printed);
        Assert.Equal(printed, File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

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
