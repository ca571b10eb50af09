namespace Sluice.Benchmarking.Comparing;

/// <summary>One figure of two results.</summary>
/// <param name="Name">Its name in words.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="A">In the first result; null when it was not measured there.</param>
/// <param name="B">In the second result; null when it was not measured there.</param>
/// <param name="MoreIsBetter">Whether a larger one is better.</param>
public sealed record ComparedFigure(string Name, FigureUnit Unit, double? A, double? B, bool MoreIsBetter)
{
    /// <summary>Change from A to B as a share: 0.1 for 10 % more; null where it cannot be said.</summary>
    public double? Change => A > 0 && B is not null ? B / A - 1 : null;
}
