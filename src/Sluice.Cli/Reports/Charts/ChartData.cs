using System.Text;
using System.Text.Json;

namespace Sluice.Cli.Reports.Charts;

/// <summary>The values of charts, for the script that tells them at a pointer: JSON that may stand in HTML, since the encoder leaves no <c>&lt;</c> as it is.</summary>
static class ChartData
{
    /// <summary>As JSON.</summary>
    public static string Of(IEnumerable<Chart> charts)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (Chart chart in charts)
                Write(json, chart);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static void Write(Utf8JsonWriter json, Chart chart)
    {
        json.WriteStartObject(chart.Name);
        json.WriteString("unit", chart.Up.Unit.ToString());
        json.WriteBoolean("log", chart.Across.IsLogarithmic);
        json.WriteNumber("from", chart.Across.From);
        json.WriteNumber("to", chart.Across.To);
        Write(json, "edges", chart.Edges);
        json.WriteStartArray("lines");
        foreach (ChartLine line in chart.Lines)
        {
            json.WriteStartObject();
            json.WriteString("name", line.Name);
            Write(json, "values", line.Values);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (ChartNote note in chart.Notes)
        {
            json.WriteStartObject();
            json.WriteNumber("at", Math.Round(note.At, 3));
            json.WriteString("text", note.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A step of the timeline of a long run has more figures before the point than after it.
    static void Write(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(double.IsFinite(value) ? Math.Round(value, Math.Abs(value) < 1 ? 7 : 3) : 0);
        json.WriteEndArray();
    }
}
