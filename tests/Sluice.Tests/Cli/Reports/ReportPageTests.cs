using System.Text.RegularExpressions;
using Sluice.Benchmarking;
using Sluice.Cli.Reports;
using Sluice.Tests.Benchmarking;

namespace Sluice.Tests.Cli.Reports;

public sealed partial class ReportPageTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-page-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Nothing_that_others_named_becomes_markup()
    {
        const string Evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u001b\u202e";
        BenchResult result = SomeResult.Of();
        string page = ReportPage.Of(result with
        {
            Settings = result.Settings with { Endpoint = Evil, Target = Evil, SaveTo = Evil },
            Machine = result.Machine with { Cpu = Evil, Server = Evil, System = Evil, Interface = Evil },
            Decisions = [.. result.Decisions.Select(static decision => decision with { Reason = Evil })],
            Remarks = [Evil],
        });
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', page);
        Assert.DoesNotContain('\u202e', page);
        Assert.Equal(2, Regex.Count(page, "<script[ >]"));
        Assert.Contains("&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_names_no_address_to_load_from()
    {
        string page = ReportPage.Of(SomeResult.Of());
        Assert.DoesNotMatch(LoadedFromElsewhere(), page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_stays_small_however_long_the_benchmark_was()
    {
        BenchResult result = SomeResult.Of(seconds: 100_000, rounds: 100_000);
        int size = ReportPage.Of(result).Length;
        Assert.InRange(size, 10_000, 1 << 20);
        Assert.Contains("<td class=\"number\">1 to 167</td>", ReportPage.Of(result), StringComparison.Ordinal);
        Assert.Contains(" to 100,000</td>", ReportPage.Of(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(100_000, 1)]
    public void A_chart_of_little_of_nothing_and_of_much_is_drawn_with_numbers(int seconds, int bytes)
    {
        BenchResult result = SomeResult.Of(seconds: seconds);
        string page = ReportPage.Of(result with
        {
            Timeline = [.. result.Timeline.Select(second => second with { Bytes = second.Bytes * bytes, Requests = 0, CpuShare = 0 })],
            FirstByteHistogram = new Histogram { Buckets = [result.FirstByteHistogram!.Buckets[0]] },
        });
        Assert.Equal(6, Regex.Count(page, "class=\"chart\""));
        Assert.DoesNotMatch("NaN|Infinity|∞|=\"-?[0-9.]+E", page[..page.IndexOf("<script", StringComparison.Ordinal)]);
        Assert.All(Regex.Matches(page, " d=\"([^\"]*)\"").AsEnumerable(), static path => Assert.Matches("^M[0-9]+ [0-9]+([HV][0-9]+)+Z?$", path.Groups[1].Value));
    }

    [Fact]
    public void What_was_not_measured_is_said_to_be_unknown()
    {
        BenchResult result = SomeResult.Of();
        string page = ReportPage.Of(result with
        {
            Machine = result.Machine with { Cpu = null, Interface = null },
            FirstByte = null,
            Latency = null,
            ObjectThroughput = null,
            SecondThroughput = null,
            FirstByteHistogram = null,
            LatencyHistogram = null,
            Iterations = [],
            Timeline = [],
            Decisions = [],
            Remarks = [],
        });
        Assert.Contains("<th scope=\"row\">Its speed</th><td>unknown</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chart\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page[..page.IndexOf("<script", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void Merged_seconds_keep_every_byte_and_the_warm_up_apart()
    {
        BenchResult result = SomeResult.Of(seconds: 5000);
        IReadOnlyList<BenchSecond> few = TimelineChart.Condense(result.Timeline, 600);
        Assert.InRange(few.Count, 300, 600);
        Assert.Equal(result.Timeline.Where(static second => second.At > 0).Sum(static second => second.Bytes), few.Where(static second => second.At > 0).Sum(static second => second.Bytes));
        Assert.Equal(result.Timeline.Sum(static second => second.CpuShare), few.Sum(static second => second.CpuShare * second.Seconds), 6);
        Assert.Equal(result.Timeline[^1].At, few[^1].At);
        Assert.Equal(result.Timeline, TimelineChart.Condense(result.Timeline, 6000));
    }

    [Fact]
    public void The_splinter_of_a_second_at_the_end_of_a_phase_is_shown_with_the_second_before()
    {
        BenchSecond full = new(0, 1, 100, 10, 0, 0, 4, 0.5), splinter = new(0, 0.01, 50, 1, 1, 0, 8, 1);
        IReadOnlyList<BenchSecond> shown = TimelineChart.Condense(
            [full with { At = -1 }, full with { At = -0.01 }, splinter, full with { At = 1 }, splinter with { At = 1.01 }], 600);
        Assert.Equal([-1, 0, 1.01], shown.Select(static second => second.At));
        Assert.Equal([100, 150, 150], shown.Select(static second => second.Bytes));
        Assert.Equal([1, 1.01, 1.01], shown.Select(static second => second.Seconds));
    }

    [Fact]
    public void A_directory_with_files_is_refused_unless_it_may_be_overwritten()
    {
        string directory = Path.Combine(_directory, "new", "report");
        new BenchReport(directory, overwrite: false, TimeProvider.System).Write(SomeResult.Of());
        Assert.Equal(["report.html", "result.json"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
        File.WriteAllText(Path.Combine(directory, "mine.txt"), "mine");

        Assert.Throws<IOException>(() => new BenchReport(directory, overwrite: false, TimeProvider.System));

        new BenchReport(directory, overwrite: true, TimeProvider.System).Write(SomeResult.Of(seed: 2));
        Assert.True(ResultFile.TryRead(directory, out BenchResult? result, out string problem), problem);
        Assert.Equal(SomeResult.Of(seed: 2).Total.Seconds, result.Total.Seconds);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(directory, "mine.txt")));
    }

    [GeneratedRegex("""(src|href|action)\s*=\s*(?!["']?data:)|@import|url\(|<link(?! rel="icon" href="data:,")|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(""")]
    private static partial Regex LoadedFromElsewhere();
}
