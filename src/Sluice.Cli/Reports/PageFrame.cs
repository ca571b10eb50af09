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
        string style = ReportAssets.Style;
        HtmlText html = new();
        html.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 
            """);
        html.AddMarkup($"{ReportAssets.HashOf(style)}; script-src {ReportAssets.HashOf(ReportAssets.ChartLibrary)} {ReportAssets.HashOf(ReportAssets.Script)}\">\n");
        html.Add($"""
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <style>
            """);
        html.AddMarkup(style + "</style>\n</head>\n<body class=\"off\">\n<main>\n");
        return html;
    }

    /// <summary>Ends a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="data">What the charts are drawn from: JSON that may stand in HTML.</param>
    public static string End(HtmlText html, string data)
    {
        html.AddMarkup($"</main>\n<script type=\"application/json\" id=\"data\">{data}</script>\n");
        html.AddMarkup($"<!--\n{ReportAssets.ChartLicense}-->\n");
        html.AddMarkup($"<script>{ReportAssets.ChartLibrary}</script>\n<script>{ReportAssets.Script}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>A chart that the script draws, by its name.</summary>
    public static void AddChart(HtmlText html, string name, string title, string says, bool wide = false, (string Color, string Name)[]? legend = null)
    {
        html.Add($"""<figure{new HtmlClass(wide ? "wide" : null)}><figcaption><h3>{title}</h3><p>{says}</p></figcaption>""");
        if (legend is not null)
        {
            html.Add($"""<ul class="legend">""");
            foreach ((string color, string line) in legend)
                html.Add($"""<li><i class="{color}"></i>{line}</li>""");
            html.Add($"</ul>");
        }
        html.Add($"<div class=\"chart\" data-chart=\"{name}\" role=\"img\" aria-label=\"{title}. {says}\"></div></figure>\n");
    }
}
