using System.Text.Json;
using Sluice.Inventories.Writing;
using Sluice.S3;

namespace Sluice.Inventories;

/// <summary>What was written of a range of keys: data files that no manifest names yet.</summary>
public sealed class InventoryPart
{
    internal InventoryPart(WrittenPart written) => Written = written;

    /// <summary>Objects in its files.</summary>
    public long Objects => Written.Objects;

    /// <summary>Their bytes, as far as the store tells them.</summary>
    public long Bytes => Written.Bytes;

    /// <summary>The names of its files, in the folder of data files.</summary>
    public IEnumerable<string> Names => Written.Files.Select(static file => file.Name);

    /// <summary>What of the range was not listed, because much was left of it after its share of keys: ranges of about that share, in order. Empty when all of it was.</summary>
    public IReadOnlyList<(ObjectKey After, ObjectKey? Through)> Rest { get; init; } = [];

    internal WrittenPart Written { get; }

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(Written, UnfinishedJson.Default.WrittenPart);

    /// <summary>Reads one; null for what is none. Untrusted: it names files of its inventory's own folder only.</summary>
    public static InventoryPart? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, UnfinishedJson.Default.WrittenPart) is { Files: not null, Objects: >= 0 } part && part.Files.All(static file => file is { IsPossible: true }) ? new InventoryPart(part) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
