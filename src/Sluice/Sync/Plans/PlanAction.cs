namespace Sluice.Sync.Plans;

/// <summary>One line of a plan: one item that is copied or removed.</summary>
/// <param name="Action"><c>put</c> (file to object), <c>get</c> (object to file), <c>copy</c> (object to object) or <c>delete</c>.</param>
/// <param name="Name">The name relative to both sides, as base64 of its bytes.</param>
/// <param name="Shown">The name for people; nothing is read from it.</param>
/// <param name="Reason">Why.</param>
internal sealed record PlanAction(string Action, string Name, string Shown, string Reason)
{
    /// <summary>The name's bytes; false when it is no base64.</summary>
    public bool TryGetName(out byte[] name)
    {
        name = new byte[Name.Length];
        bool isBase64 = Convert.TryFromBase64String(Name, name, out int length);
        name = name[..length];
        return isBase64;
    }

    /// <summary>What is copied, as the listing showed it; null for a removal.</summary>
    public PlanItem? Source { get; init; }

    /// <summary>What is overwritten or removed; null when there is nothing.</summary>
    public PlanItem? Destination { get; init; }
}
