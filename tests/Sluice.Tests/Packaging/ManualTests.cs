using System.CommandLine;
using Sluice.Cli;
using Sluice.Cli.Commands;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Packaging;

public sealed class ManualTests
{
    [Fact]
    public void Each_command_has_a_page_that_says_what_its_help_says()
    {
        RootCommand root = SluiceCommand.Create([]);
        Dictionary<string, string> pages = new ManualText("1.2.3", new DateOnly(2026, 1, 31)).Pages(root).ToDictionary(static page => page.File, static page => Plain(page.Text), StringComparer.Ordinal);
        Verb[] verbs = [.. root.Subcommands.SelectMany(SluiceCommand.Below).OfType<Verb>()];
        Assert.Contains(verbs, static verb => verb.FullName == "bench download");
        Assert.Equal(verbs.Select(PageOf).Append("sluice.1").Order(StringComparer.Ordinal), pages.Keys.Order(StringComparer.Ordinal));
        foreach (Verb verb in verbs)
        {
            string page = pages[PageOf(verb)];
            Assert.StartsWith($".TH SLUICE-{verb.FullName.Replace(' ', '-').ToUpperInvariant()} 1 2026-01-31 \"sluice 1.2.3\"", page, StringComparison.Ordinal);
            AssertHas(page, [$"sluice {verb.FullName} {verb.Usage}", verb.Description![1..].TrimEnd('.')]);
            AssertHas(page, (verb.Notes ?? "").ReplaceLineEndings("\n").Split('\n'));
            AssertHas(page, verb.Examples.Select(static example => $"{example.Line}\n{example.Effect}\n"));
            AssertHas(page, verb.Groups.SelectMany(static group => group.Options).Select(static option => $"{string.Join(", ", HelpText.NamesOf(option))}{(option.HelpName is { } value ? $" {value}" : "")}\n{option.Description}\n"));
        }
        AssertHas(pages["sluice.1"], verbs.Where(verb => verb.Parents.Contains(root)).Select(static verb => $"sluice-{verb.Name}(1)\n{verb.Description}\n"));
        AssertHas(pages["sluice.1"], ExitCode.Table.Select(static row => $".TP\n{row.Code}\n{row.Meaning}\n"));
    }

    [Fact]
    [Trait("Needs", "mandoc")]
    public async Task Manual_pages_are_read_without_a_warning_and_have_the_date_of_their_sources()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.ScriptAsync("""
            set -e
            export SOURCE_DATE_EPOCH=86400
            sluice man pages
            sluice man again >/dev/null
            diff -r pages again
            grep -q '^.TH SLUICE\\-CP 1 1970-01-02 ' pages/sluice-cp.1
            exec 2>&1
            mandoc -T lint -W warning pages/*.1
            for page in pages/*.1; do groff -ww -man -T utf8 -z "$page"; done
            groff -man -T ascii -P -cbou pages/sluice-sync.1 >page
            grep -q 'sluice sync \[options\] SOURCE DESTINATION' page
            """)).Exits(0);
        Assert.Equal($"Wrote {Directory.GetFiles(scene.Path("pages")).Length} pages to pages.\n", result.Output);
    }

    [Fact]
    public async Task The_manual_goes_into_no_file_and_into_no_directory_that_was_meant_as_a_command()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("file", "");
        (await scene.RunAsync("man", "file")).Exits(2).Says("is a file");
        (await scene.RunAsync("man", "cp")).Exits(2).Says("'sluice cp --help'");
        (await scene.RunAsync("man")).Exits(2).Says("sluice man DIR");
        Assert.False(Directory.Exists(scene.Path("cp")));
    }

    static void AssertHas(string page, IEnumerable<string> parts) => Assert.All(parts, part => Assert.Contains(part, page, StringComparison.Ordinal));

    static string PageOf(Verb verb) => $"sluice-{verb.FullName.Replace(' ', '-')}.1";

    // Escapes undone: groff_char(7).
    static string Plain(string page)
    {
        foreach ((string escape, string text) in ((string, string)[])[("\\-", "-"), ("\\(aq", "'"), ("\\(dq", "\""), ("\\(ga", "`"), ("\\(ha", "^"), ("\\(ti", "~"), ("\\fB", ""), ("\\fI", ""), ("\\fR", ""), ("\\&", ""), ("\\(rs", "\\")])
            page = page.Replace(escape, text, StringComparison.Ordinal);
        return page;
    }
}
