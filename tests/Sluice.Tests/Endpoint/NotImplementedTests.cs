using Sluice.Endpoint.Operations;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Endpoint;

/// <summary>What the endpoint does not have is said, and not dropped.</summary>
public sealed class NotImplementedTests : EndpointTest
{
    [Fact]
    public void The_documentation_names_just_what_answers_501()
    {
        string[] named = [.. File.ReadLines(Repository.PathOf("docs", "endpoint.md")).Where(static line => line.StartsWith("| `", StringComparison.Ordinal)).Select(static line => line.Trim('|', ' ', '`'))];
        Assert.Equal(SubResources.NotImplemented, named);
    }
}
