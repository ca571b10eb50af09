using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sluice.Failures;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Chunks;

/// <summary>A chunk as its job's store keeps it: gzip, a line of JSON for the chunk and one for each item. Names that are no UTF-8 are base64.</summary>
internal static class ChunkFile
{
    /// <summary>Code of the failure to read a chunk that is there.</summary>
    public const string Damaged = "BadChunk";

    // Of the lines behind it. It tells what was edited, or mixed up, and not who did it: whoever may write to a job's store may write another job.
    const string HashName = "sha256";

    // A key has 1,024 bytes at most, and a chunk a hundred thousand items: what is more is no chunk.
    const int MostBytes = 512 << 20;

    /// <summary>Makes one.</summary>
    /// <param name="job">What names the job (<see cref="JobDefinition.Mark"/>).</param>
    /// <param name="items">Its items.</param>
    /// <param name="itemsBefore">Items of the chunks before it.</param>
    /// <param name="bytesBefore">Bytes of those.</param>
    /// <param name="chunk">Its own name, which tells it from others of its job; null for one of which only that it is there is known by its file.</param>
    /// <param name="unsizedBefore">Items of the chunks before it whose size no listing told; null where that was not counted.</param>
    public static byte[] Write(string job, IReadOnlyList<ChunkItem> items, long itemsBefore = 0, long bytesBefore = 0, string? chunk = null, long? unsizedBefore = null)
    {
        using MemoryStream packed = new();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            ArrayBufferWriter<byte> line = new(512);
            using Utf8JsonWriter json = new(line);
            foreach (ChunkItem item in items)
            {
                WriteItem(json, item);
                json.Flush();
                line.Write("\n"u8);
                hash.AppendData(line.WrittenSpan);
                gzip.Write(line.WrittenSpan);
                line.ResetWrittenCount();
                json.Reset();
            }
        }
        // The line of the chunk has the hash of those behind it: a member of gzip of its own, made last.
        using MemoryStream head = new();
        using (GZipStream gzip = new(head, CompressionLevel.Fastest))
        {
            using Utf8JsonWriter json = new(gzip);
            json.WriteStartObject();
            json.WriteString("job", job);
            if (chunk is not null)
                json.WriteString("chunk", chunk);
            json.WriteNumber("items", items.Count);
            json.WriteString(HashName, Convert.ToHexStringLower(hash.GetHashAndReset()));
            json.WriteNumber("items_before", itemsBefore);
            json.WriteNumber("bytes_before", bytesBefore);
            if (unsizedBefore is { } unsized)
                json.WriteNumber("unsized_before", unsized);
            json.WriteEndObject();
            json.Flush();
            gzip.WriteByte((byte)'\n');
        }
        return [.. head.ToArray(), .. packed.ToArray()];
    }

    static void WriteItem(Utf8JsonWriter json, in ChunkItem item)
    {
        json.WriteStartObject();
        if (System.Text.Unicode.Utf8.IsValid(item.Name))
            json.WriteString("name", item.Name);
        else
            json.WriteBase64String("name_base64", item.Name);
        if (item.Size is { } size)
            json.WriteNumber("size", size);
        if (item.Modified is { } modified)
            json.WriteString("modified", modified.UtcDateTime);
        if (item.ETag is { } etag)
            json.WriteString("etag", etag);
        if (item.StorageClass is { } storage)
            json.WriteString("class", storage);
        if (item.Version is { } version)
            json.WriteString("version", version);
        if (item.Through is { } through)
            json.WriteBase64String("through_base64", through);
        if (item.IsRemoved)
            json.WriteBoolean("removed", true);
        if (item.Copy is { } copy)
            WriteCopy(json, "copy", copy);
        if (item.SplitSize is { } range)
            json.WriteNumber("split_size", range);
        json.WriteEndObject();
    }

    /// <summary>Reads one from a job's store; throws <see cref="FailureException"/> when it is gone, or none of this job.</summary>
    public static ChunkContent Read(JobStore store, string name, string job, CancellationToken cancellationToken) =>
        JobNames.SectionOf(name) is { } section ? ReadSection(store, name, section, cancellationToken)
        : ReadFile(store, name, job, cancellationToken);

    static ChunkContent ReadFile(JobStore store, string name, string job, CancellationToken cancellationToken)
    {
        ChunkContent? content = null;
        FailureException? wrong = null;
        _ = store.Read(JobNames.Chunk(name), packed => TryRead(name, packed, job, out content, out wrong), cancellationToken) ?? throw Wrong(name, "it is gone");
        return content ?? throw wrong!;
    }

    static bool TryRead(string name, byte[] packed, string job, out ChunkContent? content, out FailureException? wrong)
    {
        (content, wrong) = (null, null);
        try
        {
            content = Read(name, packed, job);
            return true;
        }
        catch (FailureException damaged) when (damaged.Failure.Code == Damaged)
        {
            wrong = damaged;
            return false;
        }
    }

    // Two workers that cut the same range at once cut it at different keys: only the seal tells which count.
    static ChunkContent ReadSection(JobStore store, string name, int section, CancellationToken cancellationToken) =>
        JobState.ReadSeal(store, JobNames.ParentOf(name)!, cancellationToken) is { Sections: { } all } && section < all.Count
            ? new ChunkContent([new ChunkItem(all[section].After, null, null, null, null) { Through = all[section].Through }], 0, 0)
            : throw Wrong(name, "the seal of the range that it is a part of cannot be read");

    /// <summary>Reads one; throws <see cref="FailureException"/> for what is none of this job.</summary>
    public static ChunkContent Read(string name, byte[] content, string job)
    {
        List<ChunkItem> items = [];
        long count = -1, itemsBefore = 0, bytesBefore = 0;
        long? unsizedBefore = null;
        string? told = null;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using PackedLines lines = new(content, MostBytes);
            while (lines.TryNext(out ReadOnlyMemory<byte> line))
            {
                using JsonDocument row = JsonDocument.Parse(line);
                JsonElement root = row.RootElement;
                if (count < 0)
                {
                    if (root.GetProperty("job").GetString() != job)
                        throw Wrong(name, "it is of another job");
                    if (root.TryGetProperty("chunk", out JsonElement own) && own.GetString() != name)
                        throw Wrong(name, $"at its place is chunk {DisplayText.Of(own.GetString() ?? "")}");
                    (count, itemsBefore, bytesBefore) = (root.GetProperty("items").GetInt64(), root.GetProperty("items_before").GetInt64(), root.GetProperty("bytes_before").GetInt64());
                    unsizedBefore = root.TryGetProperty("unsized_before", out JsonElement unsized) ? unsized.GetInt64() : null;
                    told = root.TryGetProperty(HashName, out JsonElement written) ? written.GetString() : throw Wrong(name, "it has no hash of its items, as those of earlier builds");
                    continue;
                }
                hash.AppendData(line.Span);
                hash.AppendData("\n"u8);
                items.Add(ReadItem(root));
                // Its number and hash may be right: then one that it should have is lost.
                if (items.Count > 1 && items[^2].Name.AsSpan().SequenceCompareTo(items[^1].Name) is >= 0 and var order)
                    throw Wrong(name, order == 0 ? "it has an item twice" : "its items are not in their order");
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Wrong(name, "it cannot be read");
        }
        if (items.Count != count)
            throw Wrong(name, "it is not whole");
        if (told != Convert.ToHexStringLower(hash.GetHashAndReset()))
            throw Wrong(name, "its items are not those that it was made of");
        // Each chunk that was planned before it has an item at least.
        if (name.Length == JobNames.Digits && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && (number == 0 ? itemsBefore > 0 : itemsBefore < number))
            throw Wrong(name, "at its place is another chunk");
        return new ChunkContent(items, itemsBefore, bytesBefore) { UnsizedBefore = unsizedBefore };
    }

    static ChunkItem ReadItem(JsonElement item) => new(
        item.TryGetProperty("name", out JsonElement text) ? Encoding.UTF8.GetBytes(text.GetString()!) : item.GetProperty("name_base64").GetBytesFromBase64(),
        item.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : null,
        item.TryGetProperty("modified", out JsonElement modified) ? new DateTimeOffset(modified.GetDateTime()) : null,
        item.TryGetProperty("etag", out JsonElement etag) ? etag.GetString() : null,
        item.TryGetProperty("class", out JsonElement storage) ? storage.GetString() : null,
        item.TryGetProperty("removed", out JsonElement removed) && removed.ValueKind == JsonValueKind.True)
    {
        Version = item.TryGetProperty("version", out JsonElement version) ? version.GetString() : null,
        Through = item.TryGetProperty("through_base64", out JsonElement through) ? through.GetBytesFromBase64() : null,
        Copy = item.TryGetProperty("copy", out JsonElement copy) ? ReadCopy(copy) : null,
        SplitSize = item.TryGetProperty("split_size", out JsonElement range) ? range.GetInt64() : null,
    };

    static void WriteCopy(Utf8JsonWriter json, string name, MadeCopy copy)
    {
        json.WriteStartObject(name);
        if (copy.Size is { } size)
            json.WriteNumber("size", size);
        if (copy.ETag is { } etag)
            json.WriteString("etag", etag);
        if (copy.Checksum is { } checksum)
            json.WriteString("checksum", checksum);
        if (copy.Or is { } other)
            WriteCopy(json, "or", other);
        json.WriteEndObject();
    }

    static MadeCopy ReadCopy(JsonElement copy) => new(
        copy.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : null,
        copy.TryGetProperty("etag", out JsonElement etag) ? etag.GetString() : null,
        copy.TryGetProperty("checksum", out JsonElement checksum) ? checksum.GetString() : null)
    {
        Or = copy.TryGetProperty("or", out JsonElement other) ? ReadCopy(other) : null,
    };

    static FailureException Wrong(string name, string why) => new(Failure.Local(Damaged, $"Chunk {DisplayText.Of(name)} is no chunk of this job: {why}."));
}
