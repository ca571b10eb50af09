using Sluice.Probing;

namespace Sluice.Tests.Conformance;

public sealed class ProbePageTests
{
    [Fact]
    public void The_page_of_probe_lists_the_checks_and_what_they_find()
    {
        string page = ProbePage.Read(), printed = ProbePage.HandWritten(page) + ProbePage.Print();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(ProbePage.Path, page = printed);
        Assert.Equal(printed, page);
    }

    [Fact]
    public void Every_difference_is_of_a_check_that_exists_and_is_said_once()
    {
        Assert.All(ProbeDifferences.All, static one => Assert.Contains(ProbeCheck.All, check => check.Name == one.Check));
        Assert.Equal(ProbeDifferences.All.Count, ProbeDifferences.All.DistinctBy(static one => (one.Store, one.Check)).Count());
    }
}
