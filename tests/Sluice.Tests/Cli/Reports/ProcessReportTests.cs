using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sluice.Cli.Reports;
using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;
using Sluice.Tests.Support;

namespace Sluice.Tests.Cli.Reports;

/// <summary>The page of a processing as a real browser shows it. Screenshots are left in artifacts/report.</summary>
[Trait("Needs", "chromium")]
public sealed class ProcessReportTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_processing_leaves_a_page_that_opens_offline_and_shows_what_happened(bool dark)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 300; i++)
            scene.Put($"p/{i:000}", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        CommandResult run = (await scene.RunAsync("process", "--report", "r", "--jobs", "4", "s3://scene/p/", "--", "sh", "-c",
            "read -r n; [ $n = 250 ] && sleep 2; [ $((n % 40)) = 7 ] && { echo '<b>sevens</b>' >&2; exit 3; }; sleep 0.0$((n % 7)); echo secret >/dev/null")).Exits(1);
        run.Says("300 rows in r/objects.csv", "r/report.html");
        Assert.Equal(301, File.ReadLines(scene.Path("r/objects.csv")).Count());
        string html = await File.ReadAllTextAsync(scene.Path("r/report.html"));
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);

        List<string> requests = [], errors = [];
        IPage page = await browser.OpenAsync(scene.Path("r/report.html"), dark: dark, watch: opened =>
        {
            opened.Request += (_, request) => requests.Add(request.Url);
            opened.Console += (_, message) => errors.Add(message.Text);
            opened.PageError += (_, error) => errors.Add(error);
        });
        string shots = Directory.CreateDirectory(Repository.PathOf("artifacts", "report")).FullName;
        await page.ScreenshotAsync(new() { Path = Path.Combine(shots, dark ? "process-dark.png" : "process-light.png"), FullPage = true });
        foreach (string chart in new[] { "objects", "running", "time" })
            Assert.True(await page.Locator($"[data-chart={chart}] .plot:visible .line").CountAsync() >= 1, $"The chart {chart} is not drawn.");
        Assert.Single(requests);
        Assert.Empty(errors);
        string failures = await page.GetByRole(AriaRole.Region, new() { Name = "Failures" }).InnerTextAsync();
        Assert.Matches(new Regex(@"8\s+Exit code 3: <b>sevens</b>\s+s3://scene/p/"), failures);
        IReadOnlyList<string> slowest = await page.GetByRole(AriaRole.Region, new() { Name = "Slowest objects" }).Locator("tbody tr").AllInnerTextsAsync();
        Assert.Equal(20, slowest.Count);
        Assert.StartsWith("s3://scene/p/250", slowest[0], StringComparison.Ordinal);
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
    }

    [Fact]
    public async Task A_report_of_a_processing_needs_a_directory_of_its_own()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "x");
        (await scene.RunAsync("process", "--report", "r", "--count", "lines", "s3://scene/p/")).Exits(0);
        (await scene.RunAsync("process", "--report", "r", "--count", "lines", "s3://scene/p/")).Exits(2).Says("not empty");
        (await scene.RunAsync("process", "--report", "r", "--overwrite-report", "--count", "lines", "s3://scene/p/")).Exits(0);
    }

    [Fact]
    public void A_long_run_is_shown_in_as_many_steps_as_a_short_one()
    {
        ProcessTimeline timeline = new();
        for (int second = 0; second < 100_000; second++)
            timeline.Add(second + 0.5, isDone: second % 10 != 0, second, second + 0.1, second + 0.3, second + 0.5);
        Assert.InRange(timeline.Count, ProcessTimeline.Most / 2, ProcessTimeline.Most);
        for (int step = 0; step < timeline.Count - 1; step++)
        {
            Assert.Equal(1, timeline.Value(ProcessTimeline.Done, step) + timeline.Value(ProcessTimeline.Failed, step), 0.03);
            Assert.Equal((0.1, 0.2, 0.2), (Round(ProcessTimeline.Fetching), Round(ProcessTimeline.Waiting), Round(ProcessTimeline.Running)));
            double Round(int kind) => Math.Round(timeline.Value(kind, step), 1);
        }
    }
}
