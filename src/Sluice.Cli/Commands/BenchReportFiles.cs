using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.S3;

namespace Sluice.Cli.Commands;

/// <summary>The directory of a benchmark's report, filled while it runs.</summary>
sealed class BenchReportFiles : IDisposable
{
    readonly ReportSettings _settings;
    readonly TimeProvider _clock;
    RequestLog? _requests;

    /// <summary>Makes the directory. Throws as the file system does, before anything is measured.</summary>
    public BenchReportFiles(ReportSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        System.IO.Directory.CreateDirectory(settings.Path);
    }

    /// <summary>Where it is, fit for a terminal.</summary>
    public string Directory => DisplayText.Of(_settings.Path);

    /// <summary>The measured phase begins at this timestamp.</summary>
    public void Begin(long began) => _requests = new RequestLog(PathOf("requests.csv"), _settings.Overwrite, _clock, began);

    /// <summary>Takes the sample of a request.</summary>
    public void Add(RequestSample sample) => _requests?.Add(sample);

    /// <summary>Adds what the requests showed to the result, and writes it.</summary>
    public void Write(ref BenchResult result)
    {
        _requests!.Dispose();
        List<string> remarks = [.. result.Remarks];
        if (_requests.Lost > 0)
            remarks.Add($"{_requests.Lost:N0} requests came too fast to be written to requests.csv.");
        if (_requests.Problem is { } problem)
            remarks.Add(problem);
        result = result with { FirstByteHistogram = _requests.FirstByte, LatencyHistogram = _requests.Duration, Remarks = remarks };
        using FileStream file = File.Create(PathOf(ResultFile.Name));
        ResultFile.Write(file, result);
    }

    /// <inheritdoc/>
    public void Dispose() => _requests?.Dispose();

    string PathOf(string name) => Path.Combine(_settings.Path, name);
}
