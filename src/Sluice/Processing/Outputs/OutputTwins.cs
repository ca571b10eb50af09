using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Listing;

namespace Sluice.Processing.Outputs;

/// <summary>Finds two objects whose outputs would have one name, of which the later would replace the earlier.</summary>
/// <param name="request">Its sources and its filter.</param>
/// <param name="place">Where outputs go.</param>
/// <param name="trees">The stores.</param>
internal sealed class OutputTwins(ProcessRequest request, OutputPlace place, TreeContext trees)
{
    /// <summary>Lists everything, and keeps 16 bytes of each name; why that ended early, or null. Throws <see cref="ArgumentException"/> when there are two.</summary>
    public Failure? Find(TreeQuery query, CancellationToken cancellationToken)
    {
        HashSet<UInt128> names = [];
        HashSet<UInt128>? taken = request.Sources.Count > 1 ? [] : null;
        foreach (Location source in request.Sources)
        {
            Tree tree = source.Open(trees, recursive: true);
            using TreeListing items = tree.List(query, cancellationToken);
            while (items.TryNext(out TreeEntry entry))
            {
                if (entry.Problem is not null || IsDirectory(entry) || !request.Filter.AcceptsAll && !request.Filter.Accepts(entry.Text, entry.Size, entry.Modified) || IsTwice(tree, entry, taken))
                    continue;
                byte[] name = place.NameOf(new ItemFields(tree, entry, null));
                if (!names.Add(NameHash.Of(name)))
                    throw new ArgumentException($"Two objects would have the output {place.At(name)}, one of them {tree.At(entry)}; --to needs a template that tells them apart, such as {{dir}}/{{name}}.");
            }
            if (items.Error is { } error)
                return error;
        }
        return null;
    }

    /// <summary>True for an object that an earlier one of several sources had already; remembers it.</summary>
    public static bool IsTwice(Tree tree, in TreeEntry entry, HashSet<UInt128>? taken)
    {
        if (taken is null)
            return false;
        lock (taken)
            return !taken.Add(ItemId.From(tree, entry, null));
    }

    /// <summary>True for an object that stands for a directory, as consoles make them.</summary>
    public static bool IsDirectory(in TreeEntry entry) => entry.Size == 0 && entry.Name.Span.EndsWith("/"u8);
}
