using System.Text;

namespace Sluice.Cli.Reports;

/// <summary>
/// A job as one HTML page that needs nothing else: style, script and figures are in it, and a content security policy allows no other script and no request, but to the server that served it.
/// </summary>
static class JobPage
{
    static readonly string Style = ReportAssets.JobStyle, Script = ReportAssets.JobScript;

    static readonly string Policy = PageFrame.PolicyOf(Style, Script);

    /// <summary>What a server says besides: the page may ask it, and stands in no other one's frame.</summary>
    public static string PolicyOfServer { get; } = $"{Policy}; connect-src 'self'; frame-ancestors 'none'";

    /// <summary>A page that asks its server again and again.</summary>
    /// <param name="job">Where the job is.</param>
    /// <param name="data">What is known now, by <see cref="Jobs.Dashboard.JobData"/>.</param>
    public static byte[] Live(string job, byte[] data) => Of(job, data, null);

    /// <summary>A page that stays as it is.</summary>
    public static byte[] Written(string job, byte[] data) => Of(job, data, Policy);

    static byte[] Of(string job, byte[] data, string? policy)
    {
        HtmlText html = PageFrame.Head(job, Style, policy);
        html.Add($"""
            <body class="off">
            <main>
            <p class="kicker">sluice job</p>
            <div class="top"><h1>{job}</h1><p class="stage needs-script"><span id="stage" class="pill"></span><span id="fresh"></span></p></div>
            <p class="command needs-script"><code id="command"></code></p>
            <p class="no-script">This page draws itself by a script of its own. Without it, <code>sluice job status</code> and <code>sluice job report</code> say the same.</p>
            <div class="needs-script">
            <div id="problem" class="remarks" role="alert" hidden></div>
            <div id="sentences" class="sentences" role="status"></div>
            <section class="card ledger" aria-labelledby="h-ledger"><header><h2 id="h-ledger">Accounts</h2><p id="bytes"></p></header><div id="ledger"><div id="bar" class="bar" role="img"></div><ul id="sum" class="sum"></ul></div></section>
            <ul id="tiles" class="tiles" aria-label="Rates and time left"></ul>
            <div class="two charts-row">
            <section class="card" aria-labelledby="h-pace"><header><h2 id="h-pace">Objects sealed per second</h2></header><svg id="pace" class="pace" role="img" tabindex="0"></svg><p id="pace-said" class="said" aria-live="polite"></p></section>
            <section class="card" aria-labelledby="h-strip"><header><h2 id="h-strip">Chunks, in the order of keys</h2></header><canvas id="strip" role="img" tabindex="0"></canvas><p id="strip-said" class="said" aria-live="polite"></p><ul id="strip-key" class="key"></ul></section>
            </div>
            <div class="two lists-row">
            <section class="card" aria-labelledby="h-failures"><header><h2 id="h-failures">What did not arrive</h2><p id="failures-read"></p></header><div id="failures"></div></section>
            <div class="side">
            <section class="card" aria-labelledby="h-find"><header><h2 id="h-find">One object</h2></header><form id="find"><label for="key">Its key, or its s3:// address; bytes that are no text as %XX</label><div class="find"><input id="key" name="key" type="search" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="4096"><button class="button">Find</button></div></form><div id="found" class="found" aria-live="polite"></div></section>
            <section class="card" aria-labelledby="h-workers"><header><h2 id="h-workers">Workers</h2><p id="workers-read"></p></header><div id="workers" class="workers" role="region" aria-labelledby="h-workers"></div></section>
            </div>
            </div>
            </div>
            <footer><p>Made by sluice {Commands.VersionVerb.Current().Version} from the job's store alone. Times are the store's; only what is sealed counts.</p></footer>
            </main>
            <script type="application/json" id="data">
            """);
        html.AddMarkup(Encoding.UTF8.GetString(data));
        html.AddMarkup($"</script>\n<script>{Script}</script>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }
}
