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
        ILocator over = page.Locator("[data-chart=concurrency] .over"), tip = page.Locator("[data-chart=concurrency] .tip");
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
    public async Task The_values_of_a_chart_are_read_by_keyboard()
    {
        IPage page = await browser.OpenAsync(Page);
        ILocator tip = page.Locator("[data-chart=requests] .tip");
        await page.Locator("[data-chart=requests] .over").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        Assert.Equal("until -1 s\nrequests: 98/s\nretries: 0/s\nthrottles: 0/s", await tip.InnerTextAsync());
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("until 0 s\n", await tip.InnerTextAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("End");
        Assert.StartsWith("until 30 s\n", await tip.InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("[data-chart=latency] .over").FocusAsync();
        Assert.True(await tip.IsHiddenAsync());
    }

    [Theory]
    [InlineData(360)]
    [InlineData(400)]
    [InlineData(700)]
    [InlineData(1280)]
    [InlineData(1600)]
    public async Task No_two_names_of_a_chart_stand_on_each_other(int width)
    {
        foreach (int seconds in new[] { 1, 30, 100_000 })
        {
            new BenchReport(_directory, overwrite: true, TimeProvider.System).Write(SomeResult.Of(seconds: seconds));
            IPage page = await browser.OpenAsync(Page, width);
            await SaveAsync(page, $"width-{width}-seconds-{seconds}");
            string[] onEachOther = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll(".chart")].flatMap(chart => {
                  const names = [...chart.querySelectorAll("text")].map(text => ({ text: text.textContent, box: text.getBoundingClientRect() })).filter(name => name.box.width > 0);
                  const outside = names.filter(name => name.box.left < 0 || name.box.right > chart.closest("figure").getBoundingClientRect().right).map(name => `${chart.dataset.chart}: ${name.text} is outside`);
                  return [...outside, ...names.flatMap((one, at) => names.slice(at + 1)
                    .filter(other => one.box.left < other.box.right && other.box.left < one.box.right && one.box.top + 2 < other.box.bottom && other.box.top + 2 < one.box.bottom)
                    .map(other => `${chart.dataset.chart}: ${one.text} and ${other.text}`))];
                })
                """);
            Assert.Empty(onEachOther);
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task A_report_is_dark_where_the_system_is_and_changes_with_it()
    {
        IPage page = await browser.OpenAsync(Page, dark: true);
        await SaveAsync(page, "dark");
        Assert.True(await BrightnessAsync(page) < 60);
        string dark = await StrokeAsync(page);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.True(await BrightnessAsync(page) > 200);
        Assert.NotEqual(dark, await StrokeAsync(page));
        static Task<string> StrokeAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.querySelector('[data-chart=cpu] .line')).stroke");
    }

    [Fact]
    public async Task A_report_fits_into_a_narrow_window()
    {
        IPage page = await browser.OpenAsync(Page, width: 1280);
        await page.SetViewportSizeAsync(360, 800);
        await SaveAsync(page, "narrow");
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.plot')].every(plot => plot.getBoundingClientRect().right <= 360)"));
        Assert.True(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth") <= 360, "The page scrolls sideways.");
        Assert.True(await ColorsOfAsync(page, "throughput") > 20);
    }

    [Fact]
    public async Task A_report_is_read_without_scripts()
    {
        IPage page = await browser.OpenAsync(Page, script: false);
        await SaveAsync(page, "no-script");
        Assert.Equal(Charts.Length, await page.Locator(".plot:visible").CountAsync());
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

    // What is seen of a chart. The page's own policy lets no test draw in it, so that another page counts.
    static async Task<int> ColorsOfAsync(IPage page, string chart)
    {
        byte[] shot = await page.Locator($"[data-chart={chart}]").ScreenshotAsync();
        IPage empty = await page.Context.NewPageAsync();
        int colors = await empty.EvaluateAsync<int>("""
            async png => {
              const image = new Image();
              image.src = `data:image/png;base64,${png}`;
              await image.decode();
              const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
              context.drawImage(image, 0, 0);
              return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
            }
            """, Convert.ToBase64String(shot));
        await empty.CloseAsync();
        return colors;
    }

    static Task<double> BrightnessAsync(IPage page) => page.EvaluateAsync<double>(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part / 3, 0)");

    [GeneratedRegex(@"^([\d,.]+)(?: (\S+))?")]
    private static partial Regex FigureAndUnit();
}
