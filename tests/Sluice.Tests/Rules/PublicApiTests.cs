using System.Reflection;
using Sluice.S3;

namespace Sluice.Tests.Rules;

/// <summary>A change of what users see is a change of PublicApi.txt, so that a review shows it.</summary>
public sealed class PublicApiTests
{
    static readonly string Snapshot = Repository.PathOf("tests", "Sluice.Tests", "Rules", "PublicApi.txt");

    [Fact]
    public void Public_api_is_the_one_in_PublicApi_txt()
    {
        string actual = PublicApi.Of(typeof(S3Client).Assembly, Assembly.Load("Sluice.Endpoint"));
        if (Environment.GetEnvironmentVariable("UPDATE_API") == "1")
            File.WriteAllText(Snapshot, actual);
        string expected = File.Exists(Snapshot) ? File.ReadAllText(Snapshot).ReplaceLineEndings("\n") : "";
        string[] added = [.. actual.Split('\n').Except(expected.Split('\n'))];
        string[] removed = [.. expected.Split('\n').Except(actual.Split('\n'))];
        Assert.True(actual == expected, $"""
            The public API changed. If that is meant: UPDATE_API=1 dotnet test tests/Sluice.Tests -c Release --filter PublicApi
            added:
              {string.Join("\n  ", added)}
            removed:
              {string.Join("\n  ", removed)}
            """);
    }
}
