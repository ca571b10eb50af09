using System.Globalization;
using System.Text;
using Sluice.Probing;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Conformance;

/// <summary>Prints the checks of <c>sluice probe</c> for people, and what they find at the stores of the suite; what stands above is written by hand.</summary>
static class ProbePage
{
    const string Checks = "## The checks\n";

    public static string Path => Repository.PathOf("docs", "probe.md");

    /// <summary>The page as it is.</summary>
    public static string Read() => File.ReadAllText(Path).ReplaceLineEndings("\n");

    /// <summary>The part of a page that is written by hand.</summary>
    public static string HandWritten(string page) => page[..page.IndexOf(Checks, StringComparison.Ordinal)];

    /// <summary>The part that is printed.</summary>
    public static string Print()
    {
        StringBuilder page = new(Checks);
        page.Append("\nPrinted from `src/Sluice/Probing/Checks` and `tests/Sluice.Tests/Conformance/ProbeDifferences.cs`; a test compares. Sluice relies on those with a `!`. The embedded endpoint passes all of them.\n");
        foreach (IGrouping<ProbeArea, ProbeCheck> area in ProbeCheck.All.GroupBy(static check => check.Area))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {area.Key}\n\n| check | S3 | source | where a store does not | moto 5.2 | Ceph 16.2 |\n| --- | --- | --- | --- | --- | --- |\n");
            foreach (ProbeCheck check in area)
                page.Append(CultureInfo.InvariantCulture, $"| `{check.Name}`{(check.IsReliedOn ? " !" : "")} | {check.Claim} | {check.Page} | {check.Remedy} | {At("moto", check)} | {At("Ceph", check)} |\n");
        }
        return page.ToString();
    }

    static string At(string store, ProbeCheck check) => ProbeDifferences.All.FirstOrDefault(one => one.Store == store && one.Check == check.Name)?.Why ?? "";
}
