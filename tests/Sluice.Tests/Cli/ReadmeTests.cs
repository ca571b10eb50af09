using System.CommandLine;
using System.Text.RegularExpressions;
using Sluice.Cli;
using Sluice.Cli.Commands;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Cli;

public sealed partial class ReadmeTests
{
    static readonly string Section = Read();

    [Fact]
    public void Readme_and_help_have_the_same_commands()
    {
        using StringWriter help = new();
        HelpText.Write(SluiceCommand.Create([]), help);
        Verb[] verbs = [.. SluiceCommand.Create([]).Subcommands.OfType<Verb>()];
        string[] rows = [.. verbs.Select(verb => $"| `sluice {verb.Name} {verb.Usage.Replace("[options] ", "", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)}` | {verb.Description} |".Replace(" [--json]`", "`", StringComparison.Ordinal))];
        Assert.Equal(rows, Section.Split('\n').Where(line => line.StartsWith("| `sluice", StringComparison.Ordinal)));
        Assert.All(verbs, verb => Assert.Contains($"  {verb.Name,-12}{verb.Description}", help.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_option_of_the_page_of_options_exists_and_every_option_is_on_it()
    {
        HashSet<string> real = [.. SluiceCommand.Create([]).Subcommands.SelectMany(static verb => verb.Subcommands.Prepend(verb)).SelectMany(static verb => verb.Options).Select(static option => option.Name)];
        HashSet<string> named = [.. OptionName().Matches(File.ReadAllText(Repository.PathOf("docs", "options.md"))).Select(static match => match.Value)];
        Assert.Equal(real.Except(["--help", "--human-readable", "--summarize"]).Order(), named.Except(["--help"]).Order());
    }

    [Fact]
    public void Readme_and_help_have_the_same_exit_codes() =>
        Assert.Equal(ExitCode.Table.Select(static row => row.Code), ExitRow().Matches(Section).Select(static match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));

    static string Read()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings("\n");
        int begin = readme.IndexOf("\n## Commands\n", StringComparison.Ordinal);
        return readme[begin..readme.IndexOf("\n## ", begin + 5, StringComparison.Ordinal)];
    }

    [GeneratedRegex("--[a-z][a-z0-9-]+")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"(?m)^\| (\d+) \|")]
    private static partial Regex ExitRow();
}
