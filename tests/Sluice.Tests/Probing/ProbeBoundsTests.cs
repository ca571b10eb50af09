using Sluice.Probing;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees.S3;

namespace Sluice.Tests.Probing;

public sealed class ProbeBoundsTests(StoreProbeTests.Behind behind) : IClassFixture<StoreProbeTests.Behind>
{
    static readonly S3Location Scratch = new(null, "bucket", new ObjectKey("bounds/"));

    [Fact]
    public void What_is_beyond_the_limit_of_requests_is_unknown_and_what_was_made_is_removed()
    {
        ProbeReport report = Probe(new ProbeOptions { MaxRequests = 10 });
        Assert.Equal(ProbeVerdict.Holds, report.Findings[0].Verdict);
        Assert.All(report.Findings.Skip(2), static finding => Assert.Equal((ProbeVerdict.Unknown, "the limit of 10 requests was reached"), (finding.Verdict, finding.Seen)));
        Clean(report);
    }

    [Fact]
    public void What_is_beyond_the_limit_of_bytes_is_unknown()
    {
        ProbeReport report = Probe(new ProbeOptions { MaxBytes = 1 << 20 });
        Assert.Equal((ProbeVerdict.Unknown, "the limit of 1 MiB was reached"), Of(report, "etag-parts"));
        Assert.Equal(ProbeVerdict.Holds, Of(report, "etag-md5").Verdict);
        Clean(report);
    }

    [Fact]
    public void A_store_that_breaks_once_deviates_in_nothing_for_that()
    {
        Lie once = new("breaks once") { Instead = static (store, request) => request.Method == "PUT" && request.Path.EndsWith("/create", StringComparison.Ordinal) && store.Times("once") == 0 ? StoreAnswer.Error(500, "InternalError") : null };
        using LyingStore store = new(behind.Server, once);
        ProbeReport report = new StoreProbe(store.Client, Scratch, new ProbeOptions()).Run(default).Value;
        Assert.DoesNotContain(report.Findings, static finding => finding.Verdict == ProbeVerdict.Deviates);
        Assert.Equal(ProbeVerdict.Unknown, Of(report, "create-condition").Verdict);
        Assert.Equal(StoreDeviations.CreateConditions, report.Undecided & StoreDeviations.CreateConditions);
        Clean(report);
    }

    [Fact]
    public void What_is_not_allowed_is_unknown_and_never_held()
    {
        Lie denied = new("denies tags") { Instead = static (_, request) => request.Asks("tagging") || request.Headers.ContainsKey("x-amz-tagging") ? StoreAnswer.Error(403, "AccessDenied") : null };
        using LyingStore store = new(behind.Server, denied);
        ProbeReport report = new StoreProbe(store.Client, Scratch, new ProbeOptions()).Run(default).Value;
        Assert.Equal(ProbeVerdict.Unknown, Of(report, "tags").Verdict);
        Assert.Equal(ProbeVerdict.Unknown, Of(report, "copy-tags").Verdict);
        Assert.Contains("is not allowed", Of(report, "tags").Seen, StringComparison.Ordinal);
        Clean(report);
    }

    [Fact]
    public void A_store_that_lists_what_nobody_asked_for_loses_nothing_of_others()
    {
        _ = behind.Client.PutObject(new PutObjectRequest("bucket", new ObjectKey("others/thing"), RequestBody.Empty), default).Value;
        Lie all = new("lists everything") { Instead = static (store, request) => request.Method == "GET" && (request.Asks("versions") || request.Asks("list-type")) ? store.WithoutParameter(request, "prefix") : null };
        using LyingStore store = new(behind.Server, all);
        _ = new StoreProbe(store.Client, Scratch, new ProbeOptions()).Run(default).Value;
        Assert.Null(behind.Client.HeadObject(new HeadObjectRequest("bucket", new ObjectKey("others/thing")), default).Error);
    }

    [Fact]
    public void Races_say_how_often_they_were_tried()
    {
        ProbeReport report = new StoreProbe(behind.Client, Scratch, new ProbeOptions()) { Checks = [.. ProbeCheck.All.Where(static check => check.Name is "create-race" or "replace-race")] }.Run(default).Value;
        Assert.All(report.Findings, static finding => Assert.Equal("tried 3 times with 8 at once, which is no proof", finding.Seen));
    }

    [Fact]
    public void Every_check_has_a_name_a_page_and_a_remedy_of_its_own_form()
    {
        Assert.Equal(ProbeCheck.All.Count, ProbeCheck.All.Select(static check => check.Name).Distinct().Count());
        Assert.All(ProbeCheck.All, static check =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", check.Name);
            Assert.Matches("^(S3 User Guide|API Reference|RFC)", check.Page);
            Assert.Matches("^[A-Za-z].*\\.$", check.Remedy);
            Assert.Matches("^[a-z].*[^.]$", check.Claim);
        });
        // What is remembered can be found out.
        Assert.All(Enum.GetValues<StoreDeviations>().Where(static one => one != StoreDeviations.None), static one => Assert.Contains(ProbeCheck.All, check => check.Remembered == one));
    }

    ProbeReport Probe(ProbeOptions options) => new StoreProbe(behind.Client, Scratch, options).Run(default).Value;

    static (ProbeVerdict Verdict, string Seen) Of(ProbeReport report, string check) => report.Findings.Where(finding => finding.Check.Name == check).Select(static finding => (finding.Verdict, finding.Seen)).Single();

    void Clean(ProbeReport report)
    {
        Assert.Equal([], report.Left);
        Assert.Empty(behind.Client.ListObjects(new ListObjectsRequest("bucket") { Prefix = new ObjectKey("bounds/") }, default).Value.Objects);
    }
}
