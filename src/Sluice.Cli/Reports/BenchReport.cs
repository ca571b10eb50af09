using Sluice.Benchmarking;

namespace Sluice.Cli.Reports;

/// <summary>The directory that a benchmark leaves: result.json, requests.csv and report.html.</summary>
sealed class BenchReport
{
    /// <summary>A row for each request.</summary>
    public const string RequestsName = "requests.csv";

    /// <summary>The page for people.</summary>
    public const string PageName = "report.html";

    readonly string _directory;
    readonly bool _overwrite;

    /// <summary>
    /// Makes the directory, before anything is measured. Throws <see cref="IOException"/> when it is not empty and must not be
    /// overwritten, and as <see cref="Directory.CreateDirectory(string)"/> does.
    /// </summary>
    /// <param name="directory">Its path; directories above it are made too.</param>
    /// <param name="overwrite">Whether there may be files already. Those of a report are replaced, others are left alone.</param>
    public BenchReport(string directory, bool overwrite)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _overwrite = overwrite;
        if (!overwrite && Directory.EnumerateFileSystemEntries(_directory).Any())
            throw new IOException("The directory is not empty.");
    }

    /// <summary>Opens the rows of the requests; the caller disposes it at the end of the measured phase.</summary>
    /// <param name="clock">The clock that the samples were taken with.</param>
    /// <param name="began">Its timestamp at the beginning of the measured phase.</param>
    public RequestLog OpenRequests(TimeProvider clock, long began) => new(Path.Combine(_directory, RequestsName), _overwrite, clock, began);

    /// <summary>Writes result.json and report.html; each is there whole or not at all. Throws as <see cref="FileStream"/> does.</summary>
    /// <param name="result">What was measured; see <see cref="With"/>.</param>
    public void Write(BenchResult result)
    {
        Write(ResultFile.Name, stream => ResultFile.Write(stream, result));
        Write(PageName, stream =>
        {
            using StreamWriter writer = new(stream);
            writer.Write(ReportPage.Of(result));
        });
    }

    /// <summary>A result with what a closed log knows besides: how times are spread, and what is missing from its rows.</summary>
    public static BenchResult With(BenchResult result, RequestLog log)
    {
        List<string> remarks = [.. result.Remarks];
        if (log.Lost > 0)
            remarks.Add($"{Output.Numbers.Count(log.Lost, "request")} came faster than rows could be written: {RequestsName} and the histograms lack them, the other figures do not.");
        if (log.Problem is { } problem)
            remarks.Add(problem);
        return result with { FirstByteHistogram = log.FirstByte, LatencyHistogram = log.Duration, Remarks = remarks };
    }

    void Write(string name, Action<Stream> write)
    {
        string path = Path.Combine(_directory, name), unfinished = path + ".unfinished";
        using (FileStream stream = File.Create(unfinished))
            write(stream);
        File.Move(unfinished, path, _overwrite);
    }
}
