using System.CommandLine;

namespace Sluice.Cli.Options;

/// <summary>Options that belong together, under one heading of the help.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Options">In the order of the help.</param>
sealed record OptionGroup(string Title, params IReadOnlyList<Option> Options);
