namespace Sluice.Cli.Commands;

/// <summary>How a mirror goes on after its first round.</summary>
/// <param name="Watch">It does.</param>
/// <param name="Every">How often all of it is looked at; null for as often as the source needs it.</param>
sealed record MirrorSettings(bool Watch, TimeSpan? Every);
