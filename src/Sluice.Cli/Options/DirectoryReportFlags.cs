using System.CommandLine;
using Sluice.Failures;

namespace Sluice.Cli.Options;

/// <summary>Where the report of a benchmark or a processing goes: a directory.</summary>
/// <param name="files">What is written there.</param>
sealed class DirectoryReportFlags(string files)
{
    readonly Option<string> _report = Flags.Value("--report", "DIR", $"Write {files} to this directory.");
    readonly Option<bool> _overwrite = Flags.Switch("--overwrite-report", "DIR may have files already; those of a report are replaced.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Report", _report, _overwrite);

    /// <summary>Reads them; null without a report.</summary>
    public ReportSettings? Read(CommandLine line)
    {
        line.Expect(line.Has(_report), "--overwrite-report needs --report DIR.", _overwrite);
        bool overwrite = line.Has(_overwrite);
        if (line.Text(_report) is not { } path)
            return null;
        if (path is "" or "-")
            line.Problem("--report needs the name of a directory.");
        else if (File.Exists(path))
            line.Problem($"--report {DisplayText.Of(path)}: that is a file; a report is a directory.");
        else if (!overwrite && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            line.Problem($"--report {DisplayText.Of(path)}: the directory is not empty; add --overwrite-report to replace a report in it.");
        return new ReportSettings(path, overwrite);
    }
}
