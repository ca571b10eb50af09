namespace Sluice.Cli.Commands;

/// <summary>What was added up.</summary>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Their sizes, as far as these are known.</param>
/// <param name="Unsized">Those whose size the store does not list.</param>
readonly record struct UsageSum(long Objects, long Bytes, long Unsized)
{
    /// <summary>The sizes; null where none is known.</summary>
    public long? Known => Output.KnownBytes.Of(Bytes, Unsized, Objects);

    /// <summary>With one more object.</summary>
    /// <param name="size">Its size; null for unknown.</param>
    public UsageSum With(long? size) => new(Objects + 1, Bytes + (size ?? 0), Unsized + (size is null ? 1 : 0));
}
