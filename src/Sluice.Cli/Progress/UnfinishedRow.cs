namespace Sluice.Cli.Progress;

/// <summary>An unfinished run as <c>sluice top</c> shows it.</summary>
/// <param name="Id">By what <c>sluice resume</c> names it.</param>
/// <param name="Command">Its words, without the settings of its environment, fit for a terminal.</param>
/// <param name="Verb">The first of them.</param>
/// <param name="Destination">The last of its places; empty where it has none.</param>
/// <param name="Resume">The command that goes on with it.</param>
sealed record UnfinishedRow(string Id, string Command, string Verb, string Destination, string Resume);
