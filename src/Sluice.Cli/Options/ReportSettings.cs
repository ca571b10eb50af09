namespace Sluice.Cli.Options;

/// <summary>A ledger file as asked for.</summary>
/// <param name="Path">The file.</param>
/// <param name="Overwrite">Whether it may be there already.</param>
sealed record ReportSettings(string Path, bool Overwrite);
