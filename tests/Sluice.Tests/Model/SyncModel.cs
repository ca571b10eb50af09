using Sluice.Sync;

namespace Sluice.Tests.Model;

/// <summary>What a sync must do, said as simply as it can be: over whole trees in memory.</summary>
public static class SyncModel
{
    public sealed record Result(SortedDictionary<string, ModelItem> Destination, int Copied, int Removed, int Same, bool RemovesNothing, Dictionary<string, string> BackedUp);

    public static bool IsExcluded(SyncCase given, string name) => given.Filter && name.EndsWith(".tmp", StringComparison.Ordinal);

    public static Result Run(SyncCase given, SortedDictionary<string, ModelItem> source, SortedDictionary<string, ModelItem> destination, DateTimeOffset now)
    {
        SortedDictionary<string, ModelItem> after = new(destination, StringComparer.Ordinal);
        Dictionary<string, string> backedUp = [];
        List<string> surplus = [];
        int copied = 0, same = 0;
        foreach (string name in source.Keys.Union(destination.Keys))
        {
            source.TryGetValue(name, out ModelItem? from);
            destination.TryGetValue(name, out ModelItem? to);
            if (IsExcluded(given, name))
            {
                if (to is not null && given.Delete && given.DeleteExcluded)
                    surplus.Add(name);
            }
            else if (from is null)
            {
                if (given.Delete)
                    surplus.Add(name);
            }
            else if (to is not null && IsSame(given, from, to))
            {
                same++;
            }
            else
            {
                copied++;
                if (to is not null)
                    backedUp[name] = to.Content;
                after[name] = Copy(given.Way, from, now);
            }
        }
        bool tooMany = surplus.Count > given.MaxDelete;
        foreach (string name in tooMany ? [] : surplus)
        {
            backedUp[name] = after[name].Content;
            after.Remove(name);
        }
        return new Result(after, copied, tooMany ? 0 : surplus.Count, same, tooMany, backedUp);
    }

    static bool IsSame(SyncCase given, ModelItem from, ModelItem to)
    {
        if (from.Content.Length != to.Content.Length)
            return false;
        if (given.Comparison != SyncComparison.SizeAndTime)
            return given.Comparison == SyncComparison.SizeOnly || from.Content == to.Content;
        return given.Way switch
        {
            Way.Up => from.Written <= Second(to.Written) || to.Kept == from.Written,
            Way.Down => Second(from.Written) == Second(to.Written) || from.Kept is { } kept && Millisecond(kept) == Millisecond(to.Written),
            _ => from.Content == to.Content || Second(from.Written) < Second(to.Written),
        };
    }

    static ModelItem Copy(Way way, ModelItem from, DateTimeOffset now) => way switch
    {
        Way.Up => new ModelItem(from.Content, now, from.Written),
        Way.Down => new ModelItem(from.Content, from.Kept ?? Second(from.Written)),
        _ => new ModelItem(from.Content, now, from.Kept),
    };

    // Stores count seconds.
    static DateTimeOffset Second(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    static DateTimeOffset Millisecond(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
