using System.Reflection;
using Microsoft.Playwright;

namespace Sluice.Tests.Support;

/// <summary>The Chromium that is installed, without a window. Playwright only drives it: it brings no browser of its own and loads none.</summary>
public sealed class Browser : IAsyncLifetime
{
    IPlaywright? _playwright;
    IBrowser? _browser;

    public async Task InitializeAsync()
    {
        // The driver stays where NuGet has it, with the Node.js that it needs: a system's own may be older than that (Debian 12: 18, wanted: 20).
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", typeof(Browser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "PlaywrightDriver").Value);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find("chromium", "chromium-browser", "google-chrome"),
            // Its sandbox refuses to run as root.
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>A window of its own that has no network, unless it is to ask a server.</summary>
    public async Task<IPage> OpenAsync(string file, int width = 1280, bool dark = false, bool script = true, Action<IPage>? watch = null, bool offline = true)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            Offline = offline,
            JavaScriptEnabled = script,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        IPage page = await context.NewPageAsync();
        watch?.Invoke(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    static string Find(params string[] names) =>
        (from name in names
         from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(directory, name)
         where File.Exists(path)
         select path).FirstOrDefault() ?? throw new InvalidOperationException($"{string.Join(" or ", names)} is not on the PATH.");
}
