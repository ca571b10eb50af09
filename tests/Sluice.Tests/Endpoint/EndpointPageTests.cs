using System.Text.RegularExpressions;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Endpoint;

/// <summary>docs/endpoint-in-tests.md shows code that is compiled and run here.</summary>
public sealed partial class EndpointPageTests
{
    [Fact]
    public void The_example_of_the_page_is_what_the_tests_run()
    {
        string[] shown = [.. Code().Matches(File.ReadAllText(Repository.PathOf("docs", "endpoint-in-tests.md")).ReplaceLineEndings("\n")).Select(static match => match.Groups[1].Value)];
        string[] run = [.. new[] { "S3Fixture.cs", "MyUploadTests.cs" }.Select(static file => File.ReadAllText(Repository.PathOf("tests", "Sluice.Tests", "Endpoint", file)).ReplaceLineEndings("\n"))];
        Assert.Equal(run, shown);
    }

    [GeneratedRegex("(?s)```csharp\n(.*?)```")]
    private static partial Regex Code();
}
