namespace Sluice.Cli.Reports.Charts;

/// <summary>Something that happened, drawn as a circle.</summary>
/// <param name="At">Where across.</param>
/// <param name="Value">How high.</param>
/// <param name="Text">What is told of it where one points at it.</param>
readonly record struct ChartNote(double At, double Value, string Text);
