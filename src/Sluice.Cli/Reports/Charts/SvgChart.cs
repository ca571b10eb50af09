using System.Globalization;
using System.Text;

namespace Sluice.Cli.Reports.Charts;

/// <summary>
/// A chart as SVG. Places are percentages of a drawing that has no size of its own, and colours are classes, so that the page's style alone says how wide,
/// how high and how dark it is (SVG 2, sections 7.2 and 8.9). The lines are stretched into it and keep their width (<c>vector-effect</c>).
/// </summary>
static class SvgChart
{
    // What lines are drawn in, before they are stretched: finer than a screen.
    const int Width = 10_000, Height = 2_000;

    // Shares of the width that the name of a mark takes in a wide and in a narrow chart.
    const double MarkRoom = 0.05, NarrowMarkRoom = 0.12;

    /// <summary>The chart, with its heading and a legend where it has several lines.</summary>
    public static void AddTo(HtmlText html, Chart chart)
    {
        html.Add($"<figure{new HtmlClass(chart.IsWide ? "wide" : null)}><figcaption><h3>{chart.Title}</h3><p>{chart.Says}</p></figcaption>");
        if (chart.Lines.Length > 1)
        {
            html.Add($"<ul class=\"legend\">");
            foreach (ChartLine line in chart.Lines)
                html.Add($"<li><i class=\"{line.Color}\"></i>{line.Name}</li>");
            html.Add($"</ul>");
        }
        html.Add($"<div class=\"chart\" data-chart=\"{chart.Name}\"><svg class=\"plot\" role=\"img\" aria-label=\"{chart.Title}. {chart.Says}\">");
        StringBuilder svg = new();
        AddUp(svg, chart.Up);
        AddAcross(svg, chart);
        svg.Append(Invariant, $"<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\">");
        for (int at = 0; at < chart.Lines.Length; at++)
            AddLine(svg, chart, chart.Lines[at], isFilled: at == 0);
        svg.Append("</svg>");
        AddMarks(svg, chart);
        foreach (ChartNote note in chart.Notes)
            svg.Append(Invariant, $"<circle cx=\"{Percent(chart.Across.Place(note.At))}\" cy=\"{Percent(1 - chart.Up.Place(note.Value))}\" r=\"4.5\"/>");
        html.AddMarkup(svg.ToString());
        html.Add($"</svg></div></figure>\n");
    }

    static void AddUp(StringBuilder svg, ChartAxis up)
    {
        foreach (ChartTick tick in up.Ticks)
        {
            string y = Percent(1 - tick.At);
            svg.Append(Invariant, $"<line class=\"grid\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/><text class=\"up\" x=\"-8\" y=\"{y}\" dy=\".35em\">{HtmlText.Escape(tick.Text)}</text>");
        }
        svg.Append(Invariant, $"<text class=\"name\" x=\"-8\" y=\"-16\">{HtmlText.Escape(up.Name)}</text>");
    }

    static void AddAcross(StringBuilder svg, Chart chart)
    {
        ChartAxis across = chart.Across;
        if (across.Unit == ChartUnit.Moment && across.From < 0)
            svg.Append(Invariant, $"<rect class=\"warm-up\" width=\"{Percent(across.Place(0))}\" height=\"100%\"/>");
        foreach (ChartTick tick in across.Ticks)
            svg.Append(Invariant, $"<text class=\"across{(tick.IsFine ? " fine" : "")}\" x=\"{Percent(tick.At)}\" y=\"100%\" dy=\"1.6em\">{HtmlText.Escape(tick.Text)}</text>");
        svg.Append(Invariant, $"<text class=\"across name\" x=\"50%\" y=\"100%\" dy=\"3.2em\">{HtmlText.Escape(across.Name)}</text>");
    }

    static void AddLine(StringBuilder svg, Chart chart, ChartLine line, bool isFilled)
    {
        StringBuilder path = new();
        int high = -1;
        for (int at = 0; at < line.Values.Length; at++)
        {
            int y = (int)Math.Round((1 - chart.Up.Place(line.Values[at])) * Height);
            if (y == high)
                continue;
            int x = (int)Math.Round(chart.Across.Place(chart.Edges[at]) * Width);
            path.Append(Invariant, $"{(at == 0 ? "" : $"H{x}")}V{y}");
            high = y;
        }
        int first = (int)Math.Round(chart.Across.Place(chart.Edges[0]) * Width), last = (int)Math.Round(chart.Across.Place(chart.Edges[^1]) * Width);
        if (isFilled)
            svg.Append(Invariant, $"<path class=\"area {line.Color}\" d=\"M{first} {Height}{path}H{last}V{Height}Z\"/>");
        // It begins at its first value and not on the ground.
        int begin = line.Values.Length == 0 ? Height : (int)Math.Round((1 - chart.Up.Place(line.Values[0])) * Height);
        svg.Append(Invariant, $"<path class=\"line {line.Color}\" d=\"M{first} {begin}{path}H{last}\"/>");
    }

    // Names that would stand on each other are left out.
    static void AddMarks(StringBuilder svg, Chart chart)
    {
        double named = double.NegativeInfinity, coarse = double.NegativeInfinity;
        foreach ((string name, double at) in chart.Marks)
        {
            double place = chart.Across.Place(at);
            string x = Percent(place);
            svg.Append(Invariant, $"<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y2=\"100%\"/>");
            if (place - named < MarkRoom)
                continue;
            bool isFine = place - coarse < NarrowMarkRoom;
            svg.Append(Invariant, $"<text class=\"mark{(isFine ? " fine" : "")}\" x=\"{x}\" y=\"-3\">{HtmlText.Escape(name)}</text>");
            named = place;
            coarse = isFine ? coarse : place;
        }
    }

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
