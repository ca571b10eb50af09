using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sluice.Cli.Reports;
using Sluice.Tests.Benchmarking;
using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;
using Sluice.Tests.Support;

namespace Sluice.Tests.Cli.Reports;

/// <summary>The report as a real browser shows it. Screenshots are left in artifacts/report.</summary>
[Trait("Needs", "chromium")]
public sealed partial class ReportInBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    static readonly string[] Charts = ["throughput", "concurrency", "requests", "cpu", "first_byte", "latency"];

    readonly string _directory = Written();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_opens_offline_without_a_request_or_an_error_and_draws_its_charts(bool measured)
    {
        if (measured)
            await MeasureAsync();
        List<string> requests = [], errors = [];
        IPage page = await browser.OpenAsync(Page, watch: opened =>
        {
            opened.Request += (_, request) => requests.Add(request.Url);
            opened.Console += (_, message) => errors.Add(message.Text);
            opened.PageError += (_, error) => errors.Add(error);
        });
        await SaveAsync(page, measured ? "measured" : "light");

        foreach (string chart in Charts)
            Assert.True(await ColorsOfAsync(page, chart) > 20, $"The chart {chart} is blank.");
        Assert.Equal([new Uri(Page).AbsoluteUri], requests);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_tables_of_a_report_hold_the_figures_of_result_json(bool measured)
    {
        if (measured)
            await MeasureAsync();
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_directory, "result.json")));
        JsonElement result = document.RootElement, total = result.GetProperty("total");
        IPage page = await browser.OpenAsync(Page);

        Assert.Contains(total.GetProperty("bytes").GetInt64().ToString("N0", CultureInfo.InvariantCulture), await PairAsync(page, "Bytes"), StringComparison.Ordinal);
        await SameAsync(total, "bytes_per_second", PairAsync(page, "Throughput"));
        await SameAsync(total, "requests", PairAsync(page, "Requests"));
        await SameAsync(total, "retries", PairAsync(page, "Retries"));
        await SameAsync(total, "user_cpu_seconds", PairAsync(page, "CPU, user"));
        await SameAsync(total, "cpu_seconds_per_gib", PairAsync(page, "CPU per GiB"));
        await SameAsync(total, "peak_memory_bytes", PairAsync(page, "Peak memory"));
        await SameAsync(result.GetProperty("machine"), "memory_bytes", PairAsync(page, "Memory it may use"));
        await SameAsync(result.GetProperty("settings"), "warm_up_seconds", PairAsync(page, "Warm-up, not measured"));

        string[] names = ["count", "mean", "standard_deviation", "p0", "p5", "p25", "p50", "p75", "p90", "p95", "p99", "p100"];
        foreach ((string row, string member) in new[] { ("Throughput, each second", "second_bytes_per_second"), ("Time to first byte", "first_byte_seconds"), ("Time to last byte", "latency_seconds") })
        {
            IReadOnlyList<string> cells = await page.Locator("table.dense tr").Filter(new() { HasText = row }).Locator("td").AllInnerTextsAsync();
            for (int at = 0; at < names.Length; at++)
                await SameAsync(result.GetProperty(member), names[at], Task.FromResult(cells[at + 1]));
        }
        Assert.Equal(result.GetProperty("decisions").GetArrayLength(), await page.GetByRole(AriaRole.Region, new() { Name = "What the controller decided" }).Locator("tbody tr").CountAsync());
    }

    [Fact]
    public async Task A_decision_of_the_controller_says_why_where_one_points_at_it()
    {
        IPage page = await browser.OpenAsync(Page);
        ILocator over = page.Locator("[data-chart=concurrency] .u-over"), tip = page.Locator("[data-chart=concurrency] .tip");
        await over.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await over.BoundingBoxAsync())!;
        List<string> said = [];
        for (float x = 2; x < box.Width; x += 6)
        {
            await page.Mouse.MoveAsync(box.X + x, box.Y + box.Height / 2);
            if (await tip.IsVisibleAsync())
                said.Add(await tip.InnerTextAsync());
        }
        Assert.Contains(said, static text => text.Contains("8 → 16", StringComparison.Ordinal) && text.Contains("doubling paid: 1.6 times as fast", StringComparison.Ordinal));
        Assert.Contains(said, static text => text.Contains("requests allowed: 16", StringComparison.Ordinal));
        await page.Mouse.MoveAsync(box.X + box.Width * 14 / 32, box.Y + box.Height / 2);
        await page.ScreenshotAsync(new() { Path = ShotOf("tip") });
    }

    [Fact]
    public async Task A_report_is_dark_where_the_system_is_and_changes_with_it()
    {
        IPage page = await browser.OpenAsync(Page, dark: true);
        await SaveAsync(page, "dark");
        Assert.True(await BrightnessAsync(page) < 60);
        string dark = await page.EvaluateAsync<string>("document.querySelector('[data-chart=cpu] canvas').toDataURL()");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.True(await BrightnessAsync(page) > 200);
        // The page draws after it was told, not while it is.
        await page.WaitForFunctionAsync("dark => document.querySelector('[data-chart=cpu] canvas').toDataURL() !== dark", dark);
    }

    [Fact]
    public async Task A_report_fits_into_a_narrow_window()
    {
        IPage page = await browser.OpenAsync(Page, width: 1280);
        await page.SetViewportSizeAsync(360, 800);
        await page.WaitForFunctionAsync("[...document.querySelectorAll('.chart canvas')].every(canvas => canvas.getBoundingClientRect().right <= 360)");
        await SaveAsync(page, "narrow");
        Assert.True(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth") <= 360, "The page scrolls sideways.");
        Assert.True(await ColorsOfAsync(page, "throughput") > 20);
    }

    [Fact]
    public async Task A_report_is_read_without_scripts()
    {
        IPage page = await browser.OpenAsync(Page, script: false);
        await SaveAsync(page, "no-script");
        Assert.True(await page.GetByText("Charts need a browser that runs scripts").IsVisibleAsync());
        Assert.Equal(0, await page.Locator(".chart:visible").CountAsync());
        Assert.True(await page.GetByText("doubling paid: 1.6 times as fast").IsVisibleAsync());
        Assert.True(await page.GetByText("Totals of the measured phase").IsVisibleAsync());
    }

    string Page => Path.Combine(_directory, "report.html");

    // What the command leaves, in the place of what was made up.
    async Task MeasureAsync()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = await scene.RunAsync("bench", "download", $"s3://{Scene.Bucket}", "--object-size", "256KiB", "--objects", "16", "--duration", "3s", "--warm-up", "1s",
            "--report", _directory, "--overwrite-report");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["report.html", "requests.csv", "result.json"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order());
    }

    static string Written()
    {
        string directory = Directory.CreateTempSubdirectory("sluice-browser-").FullName;
        new BenchReport(directory, overwrite: false, TimeProvider.System).Write(SomeResult.Of());
        return directory;
    }

    static string ShotOf(string name) => Repository.PathOf("artifacts", "report", name + ".png");

    static async Task SaveAsync(IPage page, string name) => await page.ScreenshotAsync(new() { Path = ShotOf(name), FullPage = true });

    static Task<string> PairAsync(IPage page, string name) =>
        page.Locator(".pairs tr").Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = name, Exact = true }) }).Locator("td").InnerTextAsync();

    // A figure of the page is the right one rounded to the digits that it shows.
    static async Task SameAsync(JsonElement parent, string name, Task<string> text)
    {
        double expected = parent.GetProperty(name).GetDouble();
        Match shown = FigureAndUnit().Match(await text);
        string figure = shown.Groups[1].Value;
        double unit = shown.Groups[2].Value switch
        {
            "KiB" or "KiB/s" => 1 << 10,
            "MiB" or "MiB/s" => 1 << 20,
            "GiB" or "GiB/s" => 1 << 30,
            "ms" => 1e-3,
            "µs" => 1e-6,
            _ => 1,
        };
        int decimals = figure.Contains('.', StringComparison.Ordinal) ? figure.Length - figure.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        double off = Math.Abs(double.Parse(figure, NumberStyles.Number, CultureInfo.InvariantCulture) - expected / unit);
        Assert.True(off <= 0.5001 * Math.Pow(10, -decimals), $"{name} is {expected} in result.json and '{await text}' in the page.");
    }

    static Task<int> ColorsOfAsync(IPage page, string chart) => page.EvaluateAsync<int>($$"""
        () => {
          const canvas = document.querySelector("[data-chart={{chart}}] canvas");
          const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
          return new Set(pixels).size;
        }
        """);

    static Task<double> BrightnessAsync(IPage page) => page.EvaluateAsync<double>(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part / 3, 0)");

    [GeneratedRegex(@"^([\d,.]+)(?: (\S+))?")]
    private static partial Regex FigureAndUnit();
}
