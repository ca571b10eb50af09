using System.Text.RegularExpressions;

namespace Sluice.Tests.Rules;

/// <summary>What no run on this machine shows: the workflows, and what pages say of images.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public void What_runs_in_the_container_of_a_release_ends_at_the_first_failure_and_installs_an_SDK_that_global_json_takes()
    {
        string release = Read(".github", "workflows", "release.yml");
        string script = InContainer().Match(release).Groups[1].Value;
        Assert.StartsWith("set -e\n", script.TrimStart(), StringComparison.Ordinal);
        // The file is one line, of which dotnet-install.sh reads no version.
        Assert.DoesNotContain("--jsonfile global.json", script, StringComparison.Ordinal);
        string channel = Channel().Match(script).Groups[1].Value;
        Assert.Contains($"\"version\": \"{channel}.", Read("global.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_candidate_is_drafted_as_one() =>
        Assert.Matches(@"\*-\*\) prerelease=--prerelease ;;[^\n]*\n +gh release create ""\$VERSION"" --draft \$prerelease ", Read(".github", "workflows", "release.yml"));

    [Fact]
    public void Runs_of_pushes_and_of_the_night_do_not_end_one_another() =>
        Assert.Contains("group: ci-${{ github.event_name }}-", Read(".github", "workflows", "ci.yml"), StringComparison.Ordinal);

    [Fact]
    public void An_image_for_many_nodes_is_not_compiled_for_the_processor_at_hand()
    {
        string[] made = [.. File.ReadLines(Repository.PathOf("docs", "jobs.md")).Where(static line => line.Contains("./install", StringComparison.Ordinal) && line.Contains("eng/image", StringComparison.Ordinal))];
        Assert.NotEmpty(made);
        Assert.All(made, static line => Assert.Matches(@"^ +INSTRUCTIONS=\S+ \./install ", line));
    }

    static string Read(params string[] path) => File.ReadAllText(Repository.PathOf(path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"sh -c '([^']+)'")]
    private static partial Regex InContainer();

    [GeneratedRegex(@"dotnet-install\.sh --channel (\S+) ")]
    private static partial Regex Channel();
}
