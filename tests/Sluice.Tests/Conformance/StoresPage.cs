using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Conformance;

/// <summary>Prints the table of differences for people; what stands below it on the page, deviations that are handled, is written by hand.</summary>
static class StoresPage
{
    /// <summary>Begins the part of the page that is written by hand.</summary>
    const string Deviations = "## Deviations that are handled\n";

    /// <summary>The page as it is.</summary>
    public static string Read() => File.ReadAllText(Path).ReplaceLineEndings("\n");

    /// <summary>The part of a page that is written by hand.</summary>
    public static string HandWritten(string page) => page[page.IndexOf(Deviations, StringComparison.Ordinal)..];

    public static string Path => Repository.PathOf("docs", "stores.md");

    public static string Print()
    {
        string[] stores = ["embedded", "moto", "Ceph"];
        Dictionary<Capability, string> sentences = Sentences();
        StringBuilder page = new("""
            # What each store can do

            One conformance suite (tests/Sluice.Tests/Conformance) runs unchanged against the embedded endpoint (in memory, in a
            directory, over TLS, and as the published command serves it), moto 5.2 and Ceph RADOS Gateway 16.2. What the suite asks
            for and is not in this table, all of them do. A difference changes what the suite expects of that store; it never leaves a test out.

            Printed from tests/Sluice.Tests/Conformance/Differences.cs; a test compares. Below it stands, by hand, what Sluice does
            where a store, or a proxy in front of one, deviates. What `sluice probe` finds at moto and Ceph besides is in
            [probe.md](probe.md#the-checks).

            | a store that follows S3 | embedded | moto | Ceph |
            | --- | --- | --- | --- |

            """);
        foreach (Capability capability in Enum.GetValues<Capability>())
        {
            IEnumerable<string> cells = stores.Select(store =>
                Differences.All.FirstOrDefault(difference => difference.Store == store && difference.Capability == capability)?.Why is { } why ? $"no: {why}" : "yes");
            page.Append(CultureInfo.InvariantCulture, $"| {sentences[capability]} | {string.Join(" | ", cells)} |\n");
        }
        return page.Append('\n').ToString().ReplaceLineEndings("\n");
    }

    // The summaries in Capability.cs are the only place where the capabilities are described.
    static Dictionary<Capability, string> Sentences()
    {
        Dictionary<Capability, string> sentences = [];
        string? summary = null;
        foreach (string line in File.ReadLines(Repository.PathOf("tests", "Sluice.Tests", "Conformance", "Capability.cs")).Select(static line => line.Trim()))
        {
            if (line.StartsWith("/// <summary>", StringComparison.Ordinal))
                summary = XElement.Parse(line[4..]).Value.TrimEnd('.');
            else if (summary is not null && Enum.TryParse(line.TrimEnd(','), out Capability capability))
                sentences[capability] = summary;
        }
        return sentences;
    }
}
