namespace Sluice.Cli.Lines;

/// <summary>A line of a list of commands.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without blanks around it.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
readonly record struct SourceLine(long Number, string Text, string? Problem);
