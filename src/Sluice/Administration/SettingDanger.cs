namespace Sluice.Administration;

/// <summary>Something that a change of a bucket does and that is not easily taken back.</summary>
/// <param name="Sentence">What, fit for a terminal, without a full stop.</param>
/// <param name="Prefix">The objects it is about lie below this; empty for all of the bucket; null where it is not about objects.</param>
public sealed record SettingDanger(string Sentence, string? Prefix = null)
{
    /// <summary>The rule of a lifecycle that it is about; null where it is about none.</summary>
    public string? Rule { get; init; }
}
