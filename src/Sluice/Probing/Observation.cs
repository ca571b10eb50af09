namespace Sluice.Probing;

/// <summary>What a check saw.</summary>
/// <param name="Verdict">What it amounts to.</param>
/// <param name="Seen">What was seen, for people: fit for a terminal, a clause without a period; empty when what S3 does was seen.</param>
internal readonly record struct Observation(ProbeVerdict Verdict, string Seen)
{
    /// <summary>The store did what S3 does.</summary>
    public static Observation Holds(string seen = "") => new(ProbeVerdict.Holds, seen);

    /// <summary>It did something else.</summary>
    public static Observation Deviates(string seen) => new(ProbeVerdict.Deviates, seen);

    /// <summary>Nothing can be said.</summary>
    public static Observation Unknown(string why) => new(ProbeVerdict.Unknown, why);

    /// <summary>The first that is not as it should be; else that all hold.</summary>
    public static Observation Of(params ReadOnlySpan<(bool IsSo, string Otherwise)> claims)
    {
        foreach ((bool isSo, string otherwise) in claims)
            if (!isSo)
                return Deviates(otherwise);
        return Holds();
    }
}
