using System.CommandLine;

namespace Sluice.Cli.Options;

/// <summary>Where a ledger of the run goes.</summary>
sealed class ReportFlags
{
    readonly Option<string> _report = Flags.Value("--report", "FILE", "Write a row for every object: CSV, or JSON Lines when FILE ends in .jsonl or .json.");
    readonly Option<bool> _overwrite = Flags.Switch("--overwrite-report", "FILE may be there already; it loses its content.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Ledger", _report, _overwrite);

    /// <summary>Reads them; null without a report.</summary>
    public ReportSettings? Read(CommandLine line)
    {
        line.Expect(line.Has(_report), "--overwrite-report needs --report FILE.", _overwrite);
        if (line.Text(_report) is not { } path)
            return null;
        bool overwrite = line.Has(_overwrite);
        if (path is "" or "-")
            line.Problem("--report needs the name of a file; stdout has the same with --json.");
        else
            NewFile.Check(line, "--report", path, overwrite ? null : "add --overwrite-report to replace it");
        return new ReportSettings(path, overwrite);
    }
}
