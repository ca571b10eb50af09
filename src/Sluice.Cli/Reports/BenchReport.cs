using Sluice.Benchmarking;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Sinks;
using Sluice.Trees.Local;

namespace Sluice.Cli.Reports;

/// <summary>The directory that a benchmark leaves: result.json, requests.csv and report.html. Made before anything is measured.</summary>
sealed class BenchReport : IDisposable
{
    /// <summary>A row for each request.</summary>
    public const string RequestsName = "requests.csv";

    /// <summary>The page for people.</summary>
    public const string PageName = "report.html";

    readonly string _directory;
    readonly bool _overwrite;
    readonly TimeProvider _clock;
    RequestLog? _requests;

    /// <summary>
    /// Makes the directory. Throws <see cref="IOException"/> when it is not empty and must not be overwritten, and as
    /// <see cref="Directory.CreateDirectory(string)"/> does.
    /// </summary>
    /// <param name="directory">Its path; directories above it are made too.</param>
    /// <param name="overwrite">Whether there may be files already. Those of a report are replaced, others are left alone.</param>
    /// <param name="clock">The clock that requests are measured with, and whose zone the page tells times in.</param>
    public BenchReport(string directory, bool overwrite, TimeProvider clock)
    {
        (_directory, _overwrite, _clock) = (directory, overwrite, clock);
        Directory.CreateDirectory(directory);
        if (!overwrite && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new IOException($"{Name}: the directory is not empty.");
    }

    /// <summary>The directory, fit for a terminal.</summary>
    public string Name => DisplayText.Of(_directory);

    /// <summary>The measured phase begins, at this timestamp of the clock.</summary>
    public void Begin(long began) => _requests = new RequestLog(PathOf(RequestsName), _overwrite, _clock, began);

    /// <summary>Takes the sample of a request. Safe for many threads.</summary>
    public void Add(RequestSample sample) => _requests?.Add(sample);

    /// <summary>The measured phase is over: a result with what the requests showed besides, and with what is missing from their rows.</summary>
    public BenchResult End(BenchResult result)
    {
        if (_requests is null)
            return result;
        _requests.Dispose();
        List<string> remarks = [.. result.Remarks];
        if (_requests.Lost > 0)
            remarks.Add($"{Numbers.Count(_requests.Lost, "request")} came faster than rows could be written: {RequestsName} and the histograms lack them, the other figures do not.");
        if (_requests.Problem is { } problem)
            remarks.Add(problem);
        return result with { FirstByteHistogram = _requests.FirstByte, LatencyHistogram = _requests.Duration, Remarks = remarks };
    }

    /// <summary>Writes result.json and report.html; each is there whole or not at all. Throws as <see cref="FileStream"/> does.</summary>
    public void Write(BenchResult result)
    {
        Write(ResultFile.Name, stream => ResultFile.Write(stream, result));
        Write(PageName, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            writer.Write(ReportPage.Of(result with { Began = TimeZoneInfo.ConvertTime(result.Began, _clock.LocalTimeZone) }));
        });
    }

    /// <summary>Where the page is.</summary>
    public string PagePath => PathOf(PageName);

    /// <summary>Closes what is open.</summary>
    public void Dispose() => _requests?.Dispose();

    void Write(string name, Action<Stream> write)
    {
        using FileReplacement file = new(PathOf(name));
        write(file.Stream);
        if (!_overwrite && File.Exists(PathOf(name)))
            throw new IOException($"{DisplayText.Of(PathOf(name))} is there already.");
        file.Publish();
    }

    string PathOf(string name) => Path.Combine(_directory, name);
}
