using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Inventories.Writing;

/// <summary>How far an inventory is, beside its data files: a run that was killed is gone on with behind the last key of the last one. Untrusted: it names files of its own folder only.</summary>
/// <param name="Run">Who writes it: two runs at once do not take each other's files for their own.</param>
/// <param name="Source">What is listed.</param>
/// <param name="Format">The form of its files.</param>
/// <param name="Created">When listing began.</param>
/// <param name="Last">The key behind which listing goes on, in base64.</param>
/// <param name="Objects">Objects in the files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Files">The files that are complete.</param>
internal sealed record UnfinishedInventory(string Run, string Source, InventoryFormat Format, DateTimeOffset Created, string Last, long Objects, long Bytes, IReadOnlyList<WrittenFile> Files)
{
    /// <summary>All versions are listed, and delete markers.</summary>
    public bool Versions { get; init; }

    /// <summary>Objects whose size the store does not list; null where that was not counted.</summary>
    public long? Unsized { get; init; }

    /// <summary>Its name.</summary>
    public const string Name = "unfinished.json";

    // What was listed then is too old to be one inventory with what is listed now.
    static readonly TimeSpan MostAge = TimeSpan.FromDays(1);

    /// <summary>Reads one; null for what is none.</summary>
    public static UnfinishedInventory? Parse(byte[] content)
    {
        try
        {
            UnfinishedInventory? read = JsonSerializer.Deserialize(content, UnfinishedJson.Default.UnfinishedInventory);
            return read is { Run: not null, Source: not null, Last: not null, Files: not null, Objects: >= 0 } && read.Files.All(static file => file is { IsPossible: true }) && Convert.TryFromBase64String(read.Last, new byte[read.Last.Length], out _) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As it is kept.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, UnfinishedJson.Default.UnfinishedInventory);

    /// <summary>True when it can be gone on with.</summary>
    public bool IsFor(string source, InventoryFormat format, bool versions, DateTimeOffset now) => Source == source && Format == format && Versions == versions && now - Created <= MostAge && Files.Count > 0;
}

/// <summary>A data file that is complete.</summary>
/// <param name="Name">Its name, in the folder of data files.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Md5">Its MD5 in hex.</param>
internal sealed record WrittenFile(string Name, long Size, string Md5)
{
    /// <summary>True for the name of a file here.</summary>
    [JsonIgnore]
    public bool IsPossible => Name is { Length: > 0 and < 100 } && Md5 is { Length: 32 } && Size >= 0 && Name[0] != '.' && Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}

/// <summary>What was written of a range of keys.</summary>
/// <param name="Objects">Objects in its files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Files">The files.</param>
internal sealed record WrittenPart(long Objects, long Bytes, IReadOnlyList<WrittenFile> Files)
{
    /// <summary>Objects whose size the store does not list; null where that was not counted.</summary>
    public long? Unsized { get; init; }
}

/// <summary>Reads and writes it without reflection.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(UnfinishedInventory))]
[JsonSerializable(typeof(WrittenPart))]
internal sealed partial class UnfinishedJson : JsonSerializerContext;
