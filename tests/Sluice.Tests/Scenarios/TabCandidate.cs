namespace Sluice.Tests.Scenarios;

/// <summary>What Tab offers at the cursor of a line.</summary>
/// <param name="Line">The line with the candidate in it.</param>
/// <param name="Shown">The candidate as a list of them has it.</param>
/// <param name="About">What is told of it.</param>
/// <param name="Kind">What PowerShell takes it for.</param>
sealed record TabCandidate(string Line, string Shown, string About, string Kind);
