namespace Sluice.Cli.Reports.Charts;

/// <summary>One row of values of a chart.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Color">A colour of the page's style, by its name: first, second, alarm, mark.</param>
/// <param name="Values">One for each range between two edges.</param>
sealed record ChartLine(string Name, string Color, double[] Values);
