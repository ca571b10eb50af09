namespace Sluice.Tests.Rules;

/// <summary>docs/semantics.md promises nothing that no test keeps.</summary>
public sealed class SemanticsTests
{
    [Fact]
    public void Every_promise_names_a_test_that_exists() =>
        Assert.Equal("", string.Join('\n', NamedTests.Broken(File.ReadLines(Repository.PathOf("docs", "semantics.md")), leastRows: 30)));
}
