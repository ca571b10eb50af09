using Sluice.Probing;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Tests.Conformance;

/// <summary>The checks of <c>sluice probe</c>, each on every store: it deviates where the table of differences says so, and nowhere else.</summary>
public abstract class ProbeConformance(Store store) : StoreConformance(store)
{
    public static TheoryData<string> Names => [.. ProbeCheck.All.Select(static check => check.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_check_deviates_where_the_table_says_so_and_nowhere_else(string name)
    {
        ProbeReport report = new StoreProbe(Client, new S3Location(null, Bucket, default), new ProbeOptions { Seed = 1 }) { Checks = [ProbeCheck.All.Single(check => check.Name == name)] }.Run(default).Value;
        ProbeFinding finding = Assert.Single(report.Findings);
        string? known = ProbeDifferences.All.FirstOrDefault(one => one.Store == Store.Name && one.Check == name)?.Why;
        Assert.True(finding.Verdict == (known is not null ? ProbeVerdict.Deviates : finding.Check.Name is "versions" or "delete-marker" ? ProbeVerdict.Unknown : ProbeVerdict.Holds), $"{finding.Verdict}: {finding.Seen}");
        Assert.Equal([], report.Left);
        Assert.Empty(Ok(Client.ListObjects(new ListObjectsRequest(Bucket), default)).Objects);
    }
}
