using Sluice.Trees;

namespace Sluice.Inventories.Sorting;

/// <summary>Several lists in the byte order of their names, read side by side as one. Equal names follow each other.</summary>
internal static class SortedMerge
{
    static readonly Comparer<ReadOnlyMemory<byte>> ByBytes = Comparer<ReadOnlyMemory<byte>>.Create(static (a, b) => a.Span.SequenceCompareTo(b.Span));

    /// <summary>Reads them.</summary>
    public static IEnumerable<TreeEntry> Of(IReadOnlyList<IEnumerable<TreeEntry>> lists)
    {
        List<IEnumerator<TreeEntry>> all = [];
        try
        {
            PriorityQueue<IEnumerator<TreeEntry>, ReadOnlyMemory<byte>> heads = new(lists.Count, ByBytes);
            foreach (IEnumerable<TreeEntry> list in lists)
            {
                IEnumerator<TreeEntry> reader = list.GetEnumerator();
                all.Add(reader);
                if (reader.MoveNext())
                    heads.Enqueue(reader, reader.Current.Name);
            }
            while (heads.TryPeek(out IEnumerator<TreeEntry>? next, out _))
            {
                yield return next.Current;
                if (next.MoveNext())
                    heads.DequeueEnqueue(next, next.Current.Name);
                else
                    heads.Dequeue();
            }
        }
        finally
        {
            foreach (IEnumerator<TreeEntry> reader in all)
                reader.Dispose();
        }
    }
}
