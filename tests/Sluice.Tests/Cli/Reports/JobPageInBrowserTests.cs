using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Sluice.Cli.Jobs.Dashboard;
using Sluice.Cli.Reports;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Tests.Jobs.Watching;
using Sluice.Tests.Rules;
using Sluice.Tests.Support;

namespace Sluice.Tests.Cli.Reports;

/// <summary>The page of a job as a real browser shows it. Screenshots are left in artifacts/report.</summary>
[Trait("Needs", "chromium")]
public sealed class JobPageInBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    const string Evil = "<img src=x onerror=document.title='owned'></script><script>document.title='owned'</script>\u202e\u0007";

    readonly string _directory = Directory.CreateTempSubdirectory("sluice-job-page-").FullName;
    readonly List<string> _requests = [], _errors = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(400, false)]
    [InlineData(1000, true)]
    [InlineData(1600, false)]
    [InlineData(2000, true)]
    public async Task The_page_of_a_hundred_thousand_chunks_is_readable_at_every_width(int width, bool dark)
    {
        IPage page = await OpenAsync(Large(), width, dark);
        await SaveAsync(page, $"job-large-{width}");
        Assert.True(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth") <= width, "The page scrolls sideways.");
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('p, h1, h2, h3, .figure, .more, li, td, th')].every(one => one.scrollWidth <= one.clientWidth + 1 || getComputedStyle(one).display === 'inline')"), "A text is cut off.");
        Assert.Equal("100,000 listed", await page.Locator("#sum li").First.InnerTextAsync());
        Assert.True(await page.EvaluateAsync<int>("new Set(new Uint32Array(document.getElementById('strip').getContext('2d').getImageData(0, 0, document.getElementById('strip').width, document.getElementById('strip').height).data.buffer)).size") >= 4, "The chunks are not drawn.");
        double brightness = await page.EvaluateAsync<double>("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + +part / 3, 0)");
        Assert.True(dark ? brightness < 60 : brightness > 200);
        AllIsQuiet(1);
    }

    [Fact]
    public async Task What_others_named_is_text_in_the_page_and_never_markup()
    {
        IPage page = await OpenAsync(Hostile(), 1280);
        await SaveAsync(page, "job-hostile");
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Equal(2, await page.Locator("script").CountAsync());
        string text = await page.Locator("main").InnerTextAsync();
        Assert.Contains("<img src=x onerror=", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain('\u0007', text);
        await page.Locator(".keys button").First.ClickAsync();
        await page.Locator("#found dl").WaitForAsync();
        Assert.Equal(0, await page.Locator("img").CountAsync());
        AllIsQuiet(1);
    }

    [Fact]
    public async Task Chunks_and_rates_are_read_by_keyboard_and_pointer()
    {
        IPage page = await OpenAsync(Large(), 1280);
        await page.Locator("#strip").FocusAsync();
        await page.Keyboard.PressAsync("End");
        Assert.Matches("^Chunks \\d{9} to 000099999: ", await page.Locator("#strip-said").InnerTextAsync());
        await page.Keyboard.PressAsync("Home");
        Assert.StartsWith("Chunks 000000000 to ", await page.Locator("#strip-said").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#pace").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        Assert.Contains("objects", await page.Locator("#pace-said").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#strip").HoverAsync();
        Assert.StartsWith("Chunks ", await page.Locator("#strip-said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.All(await page.Locator("[role=img]").AllAsync(), static async one => Assert.NotEqual("", await one.GetAttributeAsync("aria-label")));
        AllIsQuiet(1);
    }

    [Fact]
    public async Task A_written_page_finds_what_did_not_arrive_and_says_what_finds_the_rest()
    {
        IPage page = await OpenAsync(Large(), 1280);
        await page.Locator("#key").FillAsync("p/00000031");
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains("denied (AccessDenied)", await page.Locator("#found").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("#key").FillAsync("p/00000001");
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains("sluice dashboard", await page.Locator("#found").InnerTextAsync(), StringComparison.Ordinal);
        AllIsQuiet(1);
    }

    [Fact]
    public async Task A_served_page_follows_the_job_finds_each_object_and_says_when_its_server_is_gone()
    {
        SomeJob job = new(40);
        job.Lease(JobNames.Numbered(0), "host-1-abcdef01");
        job.Seal(JobNames.Numbered(7), [(OutcomeKind.Failed, "Exit3", "It broke.")]);
        DashboardFeed feed = new(job.Store, "s3://jobs/one", TimeProvider.System);
        Assert.True(feed.Begin(default));
        DashboardServer server = await DashboardServer.StartAsync(feed, "s3://jobs/one", 0, default);
        await using (server)
        {
            IPage page = await OpenAsync(server.Url.ToString(), 1280, offline: false);
            Assert.Contains("1 of 10 objects failed", await page.Locator("#sentences").InnerTextAsync(), StringComparison.Ordinal);
            await page.Locator(".keys button").First.ClickAsync();
            Assert.Contains("failed (Exit3)", await FoundAsync(page), StringComparison.Ordinal);
            await page.Locator("#key").FillAsync("p/00000123");
            await page.Keyboard.PressAsync("Enter");
            Assert.Contains("pending: its chunk is not sealed", await FoundAsync(page), StringComparison.Ordinal);
            for (int chunk = 0; chunk < 40; chunk++)
                if (chunk != 7)
                    job.Seal(JobNames.Numbered(chunk));
            await StageIsAWordBesideTheNameAsync(page);
            await page.Locator("#stage[data-stage=over]").WaitForAsync();
            await StageIsAWordBesideTheNameAsync(page);
            Assert.Contains("399 done", await page.Locator("#sum").InnerTextAsync(), StringComparison.Ordinal);
            await SaveAsync(page, "job-served");
            Assert.Empty(_errors);
            Assert.All(_requests, request => Assert.StartsWith(server.Url.ToString(), request, StringComparison.Ordinal));
            await server.DisposeAsync();
            await page.GetByText("The dashboard does not answer").WaitForAsync();
        }
    }

    static async Task StageIsAWordBesideTheNameAsync(IPage page)
    {
        LocatorBoundingBoxResult? box = await page.Locator("#stage").BoundingBoxAsync();
        Assert.True(box is { Height: > 10 and < 60, Width: > 20 and < 300 }, $"{box?.Width} by {box?.Height}");
    }

    static async Task<string> FoundAsync(IPage page)
    {
        // The page's policy lets no test wait by an expression of its own.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (await page.Locator("#found").InnerTextAsync() is "" or ['L', 'o', 'o', 'k', ..])
            await Task.Delay(50, limit.Token);
        return await page.Locator("#found").InnerTextAsync();
    }

    void AllIsQuiet(int requests)
    {
        Assert.Empty(_errors);
        Assert.Equal(requests, _requests.Count);
    }

    async Task<IPage> OpenAsync(string address, int width, bool dark = false, bool offline = true) => await browser.OpenAsync(address, width, dark, watch: opened =>
    {
        opened.Request += (_, request) => _requests.Add(request.Url);
        opened.Console += (_, message) => _errors.Add(message.Text);
        opened.PageError += (_, error) => _errors.Add(error);
    }, offline: offline);

    // A hundred thousand chunks, most of them sealed by workers that began at eight places.
    string Large()
    {
        SomeJob job = new(100_000, itemsEach: 1);
        for (int chunk = 0; chunk < 60_000; chunk++)
        {
            string name = JobNames.Numbered(chunk % 8 * 12_500 + chunk / 8);
            if (chunk % 37 == 0)
                job.Wait(3);
            if (chunk % 500 == 248)
                job.Seal(name, [(chunk % 3 == 0 ? (OutcomeKind.Failed, "SlowDown", "Please reduce your request rate.") : (OutcomeKind.Denied, "AccessDenied", "Access Denied"))]);
            else
            {
                job.Store.Write(JobNames.Seal(name), default, default);
                job.Store.Write($"{JobNames.Tallies}{name}_1_0_0_0_0_0_0_100", default, default);
            }
        }
        for (int worker = 0; worker < 24; worker++)
        {
            job.Wait(worker % 8 == 7 ? 12 : 2);
            for (int more = 0; more < 2; more++)
                job.Lease(JobNames.Numbered(worker % 8 * 12_500 + 7_500 + worker / 8 * 2 + more), $"node-{worker:00}.cluster-{Environment.ProcessId}-{worker * 7919:x8}");
        }
        return Write(job, "s3://jobs/noaa-nexrad-level2");
    }

    string Hostile()
    {
        SomeJob job = new(3, static item => [.. Encoding.UTF8.GetBytes(item.ToString("d2", CultureInfo.InvariantCulture) + Evil), 0xff, 0], words: ["cp", "s3://from/p/", "s3://copy/" + Evil]);
        job.Seal(JobNames.Numbered(0), [(OutcomeKind.Failed, Evil, Evil), (OutcomeKind.Missing, "NoSuchKey", new string('x', 3000))]);
        job.Lease(JobNames.Numbered(1), Evil);
        return Write(job, "s3://jobs/" + Evil);
    }

    string Write(SomeJob job, string place)
    {
        string path = Path.Combine(_directory, "job.html");
        File.WriteAllBytes(path, JobPage.Written(place, new JobData(place, isLive: false).Write(job.View(JobData.Bins), null, job.Store.Time)));
        return path;
    }

    static async Task SaveAsync(IPage page, string name) => await page.ScreenshotAsync(new() { Path = Repository.PathOf("artifacts", "report", name + ".png"), FullPage = true });
}
