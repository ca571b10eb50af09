using Sluice.Cli.Reports.Charts;

namespace Sluice.Cli.Reports;

/// <summary>
/// What all pages have around their contents. A page needs nothing else: style, script and figures are in it, and its content security policy
/// allows no request and no other script.
/// </summary>
static class PageFrame
{
    /// <summary>Begins a page.</summary>
    public static HtmlText Begin(string title)
    {
        HtmlText html = Head(title, ReportAssets.Style, PolicyOf(ReportAssets.Style, ReportAssets.Script));
        html.AddMarkup("<body>\n<main>\n");
        return html;
    }

    /// <summary>A policy that lets a page use its own style and its own script, and nothing else.</summary>
    public static string PolicyOf(string style, string script) =>
        $"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src {ReportAssets.HashOf(style)}; script-src {ReportAssets.HashOf(script)}";

    /// <summary>A page up to its body.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="style">Its style.</param>
    /// <param name="policy">Its content security policy; null where whoever serves it says that.</param>
    public static HtmlText Head(string title, string style, string? policy)
    {
        HtmlText html = new();
        html.AddMarkup("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        if (policy is not null)
            html.AddMarkup($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        html.Add($"""
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <style>
            """);
        html.AddMarkup(style + "</style>\n</head>\n");
        return html;
    }

    /// <summary>The charts under a heading; nothing without any.</summary>
    public static void AddCharts(HtmlText html, IReadOnlyList<Chart> charts)
    {
        if (charts.Count == 0)
            return;
        html.Add($"<h2>Charts</h2>\n<div class=\"charts\">\n");
        foreach (Chart chart in charts)
            SvgChart.AddTo(html, chart);
        html.Add($"</div>\n");
    }

    /// <summary>Ends a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="charts">Its charts, whose values a script tells.</param>
    public static string End(HtmlText html, IReadOnlyList<Chart> charts)
    {
        html.AddMarkup($"</main>\n<script type=\"application/json\" id=\"data\">{ChartData.Of(charts)}</script>\n<script>{ReportAssets.Script}</script>\n</body>\n</html>\n");
        return html.ToString();
    }
}
