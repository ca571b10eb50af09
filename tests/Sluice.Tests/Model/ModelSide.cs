using System.Globalization;
using System.Text;
using Sluice.S3;
using Sluice.Tests.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Model;

/// <summary>What the model knows of an item.</summary>
/// <param name="Content">Its bytes as text.</param>
/// <param name="Written">When: of a file its time, of an object when the store took it.</param>
/// <param name="Kept">The time that is kept with an object; null for none.</param>
public sealed record ModelItem(string Content, DateTimeOffset Written, DateTimeOffset? Kept = null);

/// <summary>One real side, and what the model says that it holds.</summary>
public sealed class ModelSide(EngineBench bench, OffsetClock clock, string name, bool isLocal)
{
    int _contents;

    public SortedDictionary<string, ModelItem> Items { get; private set; } = new(StringComparer.Ordinal);

    public bool IsLocal => isLocal;

    public Location Location => isLocal ? new LocalLocation(bench.PathOf(name)) : EngineBench.S3(name);

    /// <summary>Makes the side what the model says after a sync.</summary>
    public void Become(SortedDictionary<string, ModelItem> items) => Items = items;

    public void Begin()
    {
        if (isLocal)
            Directory.CreateDirectory(bench.PathOf(name));
    }

    public void Apply(string item, int length)
    {
        DateTimeOffset now = clock.Advance(TimeSpan.FromMinutes(1));
        if (length < 0)
        {
            if (!Items.Remove(item))
                return;
            if (isLocal)
                File.Delete(bench.PathOf($"{name}/{item}"));
            else
                _ = bench.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey($"{name}/{item}")), default).Value;
            return;
        }
        // Each content is another one, as far as its length allows.
        string content = (name + _contents++.ToString(CultureInfo.InvariantCulture)).PadLeft(9, '-')[^Math.Min(length * 3, 9)..];
        Items[item] = new ModelItem(content, now);
        if (isLocal)
            File.SetLastWriteTimeUtc(bench.WriteFile($"{name}/{item}", Encoding.UTF8.GetBytes(content)), now.UtcDateTime);
        else
            bench.Put($"{name}/{item}", Encoding.UTF8.GetBytes(content));
    }

    /// <summary>What is really there.</summary>
    public SortedDictionary<string, string> Actual()
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        if (isLocal)
            foreach (string file in bench.Files(name))
                found[file] = File.ReadAllText(bench.PathOf($"{name}/{file}"));
        else
            foreach (string key in bench.Keys(name + "/"))
                found[key[(name.Length + 1)..]] = Encoding.UTF8.GetString(bench.Get(key));
        return found;
    }

    public SortedDictionary<string, string> Expected() => new(Items.ToDictionary(static item => item.Key, static item => item.Value.Content), StringComparer.Ordinal);
}
