using Sluice.Failures;
using Sluice.Processing;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Transfer.Sinks;

namespace Sluice.Cli.Reports;

/// <summary>The directory that a processing leaves: objects.csv, written while it runs, and report.html at its end.</summary>
sealed class ProcessReport : IDisposable
{
    /// <summary>A row for each object.</summary>
    public const string RowsName = "objects.csv";

    readonly string _directory;
    readonly TimeProvider _clock;
    readonly ProcessFigures _figures;

    /// <summary>Makes the directory. Throws as <see cref="Directory.CreateDirectory(string)"/> and <see cref="FileStream"/> do.</summary>
    /// <param name="directory">Its path; directories above it are made too.</param>
    /// <param name="overwrite">Whether files of a report that are there already are replaced.</param>
    /// <param name="clock">Says when things happened.</param>
    public ProcessReport(string directory, bool overwrite, TimeProvider clock)
    {
        (_directory, _clock, _figures) = (directory, clock, new ProcessFigures(clock.GetLocalNow()));
        Directory.CreateDirectory(directory);
        Rows = new ReportFile(Path.Combine(directory, RowsName), overwrite, clock);
    }

    /// <summary>The rows.</summary>
    public ReportFile Rows { get; }

    /// <summary>The page.</summary>
    public string PagePath => Path.Combine(_directory, BenchReport.PageName);

    /// <summary>Takes an attempt that has ended. For one thread at a time.</summary>
    public void Add(ProcessedObject row) => _figures.Add(row, _clock.GetUtcNow());

    /// <summary>Writes the page, whole or not at all. Throws as <see cref="FileStream"/> does.</summary>
    public void Write(ProcessRequest request)
    {
        using FileReplacement file = new(PagePath);
        using (StreamWriter writer = new(file.Stream, leaveOpen: true))
            writer.Write(ProcessPage.Of(_figures, string.Join(' ', request.Sources.Select(static source => source.ToString())), NameOf(request), request.Jobs, RowsName));
        file.Publish();
    }

    /// <inheritdoc/>
    public void Dispose() => Rows.Dispose();

    // No arguments: they may be secrets, and a page is sent around.
    static string NameOf(ProcessRequest request) => request.Program is { } program ? DisplayText.Of(Path.GetFileName(program.Words[0]))
        : string.Join(' ', new[]
        {
            request.BuiltIn is { Counts: { Count: > 0 } counts } ? "--count " + string.Join(',', counts) : "",
            request.BuiltIn is { Hashes: { Count: > 0 } hashes } ? "--hash " + string.Join(',', hashes) : "",
            request.BuiltIn is { Grep: not null } ? "--grep" : "",
            request.BuiltIn is { ToParquet: true } ? "--to-parquet" : "",
        }.Where(static text => text.Length > 0));
}
