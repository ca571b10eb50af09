namespace Sluice.Cli.Reports.Charts;

/// <summary>A place of an axis that is named.</summary>
/// <param name="At">Where: 0 at the beginning of the axis, 1 at its end.</param>
/// <param name="Text">Its name.</param>
/// <param name="IsFine">A narrow chart has no room for it.</param>
readonly record struct ChartTick(double At, string Text, bool IsFine = false);
