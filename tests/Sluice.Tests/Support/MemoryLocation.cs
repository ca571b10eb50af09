using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Tests.Support;

/// <summary>A place in this process's memory, as a new kind of place that no verb knows.</summary>
/// <param name="Items">Its items, by name.</param>
/// <param name="Name">The one item that is meant, or the beginning of the names of all; empty for all.</param>
public sealed record MemoryLocation(SortedDictionary<string, MemoryItem> Items, string Name = "") : Location
{
    internal override bool IsContainer => Name.Length == 0 || Name.EndsWith('/');

    internal override Tree Open(TreeContext context, bool recursive) => OpenPlace(context, IsContainer || recursive);

    internal override Tree OpenPlace(TreeContext context, bool asContainer)
    {
        string root = asContainer && !IsContainer ? Name + "/" : Name;
        return new MemoryTree(Items, root) { Given = this, Shape = asContainer ? TreeShape.Container : TreeShape.One, BaseName = root.TrimEnd('/')[(root.TrimEnd('/').LastIndexOf('/') + 1)..] };
    }

    internal override bool Overlaps(Location other, TreeContext context) => other is MemoryLocation place && place.Items == Items;

    public bool Equals(MemoryLocation? other) => other is not null && other.Items == Items && other.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"memory:{DisplayText.Of(Name)}";
}
