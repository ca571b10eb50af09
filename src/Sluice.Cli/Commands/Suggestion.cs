namespace Sluice.Cli.Commands;

/// <summary>What a half-typed word may become.</summary>
/// <param name="Text">The word, in full and unquoted.</param>
/// <param name="About">What it is, on one line; empty where nothing is to be said.</param>
readonly record struct Suggestion(string Text, string About);
