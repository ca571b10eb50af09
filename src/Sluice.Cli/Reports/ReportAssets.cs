using System.Security.Cryptography;
using System.Text;

namespace Sluice.Cli.Reports;

/// <summary>What a page brings along, from this assembly: style and script.</summary>
static class ReportAssets
{
    /// <summary>The style of a page.</summary>
    public static string Style => Read("report.css");

    /// <summary>Tells the values of charts at a pointer.</summary>
    public static string Script => Read("report.js");

    /// <summary>The style of the page of a job.</summary>
    public static string JobStyle => Read("report.css") + Read("job.css");

    /// <summary>Draws the page of a job, and keeps it up to date.</summary>
    public static string JobScript => Read("job.js");

    /// <summary>How a content security policy names an inline script or style (CSP Level 3, section 2.3.1).</summary>
    public static string HashOf(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    // A browser hashes a script with its line ends made \n (HTML, preprocessing the input stream).
    static string Read(string name)
    {
        using Stream stream = typeof(ReportAssets).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
