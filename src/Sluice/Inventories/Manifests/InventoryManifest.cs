using System.Globalization;
using System.Text.Json;
using Sluice.Failures;
using Sluice.Inventories.Rows;

namespace Sluice.Inventories.Manifests;

/// <summary>What manifest.json says of an inventory (S3 User Guide, "Locating your inventory list").</summary>
/// <param name="SourceBucket">The bucket that was listed; null where only the rows tell (S3 Batch Operations).</param>
/// <param name="Created">When listing began; null where nobody says.</param>
/// <param name="Format">The form of its data files.</param>
/// <param name="Columns">Where in a row what stands, of CSV; null for Parquet, whose files say it themselves.</param>
/// <param name="Files">Its data files.</param>
internal sealed record InventoryManifest(string? SourceBucket, DateTimeOffset? Created, InventoryFormat Format, RowColumns? Columns, IReadOnlyList<InventoryFile> Files)
{
    /// <summary>Largest manifest that is read, in bytes: some 70,000 data files, where S3 writes a million rows and more into each.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>The version of the form that S3 writes.</summary>
    public const string Version = "2016-11-30";

    /// <summary>Reads one; throws <see cref="InvalidDataException"/> for what is none, or none that can be read.</summary>
    public static InventoryManifest Parse(ReadOnlySpan<byte> json)
    {
        ManifestJson? read;
        try
        {
            read = JsonSerializer.Deserialize(json.StartsWith("\uFEFF"u8) ? json[3..] : json, ManifestJsonContext.Default.ManifestJson);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException(FormattableString.Invariant($"it is no JSON of a manifest (line {malformed.LineNumber + 1})."), malformed);
        }
        if (read is not { SourceBucket.Length: > 0, FileFormat: { } format, Files: { } listed })
            throw new InvalidDataException("sourceBucket, fileFormat or files is missing.");
        if (!long.TryParse(read.CreationTimestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw new InvalidDataException("creationTimestamp is no number of milliseconds.");
        bool isCsv = format.Equals("CSV", StringComparison.OrdinalIgnoreCase);
        if (!isCsv && !format.Equals("Parquet", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"its files are {DisplayText.Of(format)}; CSV and Parquet can be read. Let S3 Inventory write one of those.");
        return new InventoryManifest(read.SourceBucket, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), isCsv ? InventoryFormat.Csv : InventoryFormat.Parquet,
            isCsv ? RowColumns.Parse((read.FileSchema ?? "").Split(',', StringSplitOptions.TrimEntries)) : null, FilesOf(listed));
    }

    static List<InventoryFile> FilesOf(IReadOnlyList<ManifestFileJson> listed)
    {
        List<InventoryFile> files = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (ManifestFileJson file in listed)
        {
            if (file is not { Key.Length: > 0, Size: >= 0, Md5.Length: 32 } || !file.Md5.All(char.IsAsciiHexDigit))
                throw new InvalidDataException("a data file has no key, size or MD5checksum.");
            // Its objects would be acted on twice.
            if (!keys.Add(file.Key))
                throw new InvalidDataException($"it names {DisplayText.Of(file.Key)} twice.");
            files.Add(new InventoryFile(file.Key, file.Size.Value, file.Md5.ToLowerInvariant()));
        }
        return files;
    }
}
