using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace Sluice.Tests.Support;

/// <summary>An inventory as S3 delivers it (S3 User Guide, "Locating your inventory list" and "Amazon S3 Inventory list"): made by the test, read by the product. Parquet by Apache Arrow.</summary>
sealed class InventoryFixture(string bucket)
{
    /// <summary>One row: values by column, as CSV has them before they are encoded.</summary>
    public List<Dictionary<string, string>> Rows { get; } = [];

    /// <summary>The columns, in the order of the schema.</summary>
    public List<string> Columns { get; } = ["Bucket", "Key", "Size", "LastModifiedDate", "ETag", "StorageClass"];

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; set; } = DateTimeOffset.UtcNow;

    /// <summary>Data files that the rows are dealt to, one after another.</summary>
    public int Files { get; set; } = 1;

    /// <summary>What the manifest calls the form of its files; null for that of the files.</summary>
    public string? Format { get; set; }

    /// <summary>Changes a data file after its MD5 was taken.</summary>
    public Func<byte[], byte[]>? Damage { get; set; }

    /// <summary>Changes a data file before its MD5 is taken.</summary>
    public Func<byte[], byte[]>? Change { get; set; }

    /// <summary>Changes the manifest before its MD5 is taken.</summary>
    public Func<string, string>? ChangeManifest { get; set; }

    public InventoryFixture Add(string key, long size = 0, string? etag = null, DateTimeOffset? modified = null, params (string Column, string Value)[] more)
    {
        Dictionary<string, string> row = new(StringComparer.Ordinal)
        {
            ["Bucket"] = bucket,
            ["Key"] = key,
            ["Size"] = size.ToString(CultureInfo.InvariantCulture),
            ["LastModifiedDate"] = (modified ?? DateTimeOffset.UnixEpoch.AddYears(50)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["ETag"] = etag?.Trim('"') ?? "",
            ["StorageClass"] = "STANDARD",
        };
        foreach ((string column, string value) in more)
            row[column] = value;
        Rows.Add(row);
        return this;
    }

    /// <summary>Adds an object as a store has it.</summary>
    public InventoryFixture Add(Sluice.S3.ListedObject found) => Add(found.Key.ToString(), found.Size ?? 0, found.ETag, found.LastModified);

    /// <summary>The files of it by their keys below a prefix, the manifest's last.</summary>
    /// <param name="prefix">Where it is delivered to, with a slash at its end, or empty.</param>
    /// <param name="parquet">Parquet instead of CSV.</param>
    public List<(string Key, byte[] Content)> Make(string prefix, bool parquet)
    {
        string at = $"{prefix}{bucket}/all/";
        List<(string Key, byte[] Content)> files = [];
        List<string> listed = [];
        for (int number = 0; number < Files; number++)
        {
            List<Dictionary<string, string>> rows = [.. Rows.Where((_, index) => index % Files == number)];
            byte[] content = parquet ? Parquet(rows) : Csv(rows);
            content = Change?.Invoke(content) ?? content;
            string key = $"{at}data/{number:d8}-0000-4000-8000-000000000000.{(parquet ? "parquet" : "csv.gz")}";
            listed.Add($$"""{ "key" : "{{key}}", "size" : {{content.Length}}, "MD5checksum" : "{{Md5(content)}}" }""");
            files.Add((key, Damage?.Invoke(content) ?? content));
        }
        string schema = parquet ? "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); }" : string.Join(", ", Columns);
        string manifest = $$"""
            {
              "sourceBucket" : "{{bucket}}",
              "destinationBucket" : "arn:aws:s3:::inventories",
              "version" : "2016-11-30",
              "creationTimestamp" : "{{Created.ToUnixTimeMilliseconds()}}",
              "fileFormat" : "{{Format ?? (parquet ? "Parquet" : "CSV")}}",
              "fileSchema" : "{{schema}}",
              "files" : [ {{string.Join(", ", listed)}} ]
            }
            """;
        byte[] told = Encoding.UTF8.GetBytes(ChangeManifest?.Invoke(manifest) ?? manifest);
        string folder = at + Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm'Z'", CultureInfo.InvariantCulture) + "/";
        files.Add((folder + "manifest.checksum", Encoding.ASCII.GetBytes(Md5(told))));
        files.Add((folder + "manifest.json", told));
        return files;
    }

    /// <summary>Writes it below a directory; the path of its manifest.</summary>
    public string Write(string directory, bool parquet)
    {
        List<(string Key, byte[] Content)> files = Make("", parquet);
        foreach ((string key, byte[] content) in files)
        {
            string path = Path.Combine(directory, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
        return Path.Combine(directory, files[^1].Key);
    }

    byte[] Csv(List<Dictionary<string, string>> rows)
    {
        StringBuilder text = new();
        foreach (Dictionary<string, string> row in rows)
            text.AppendJoin(',', Columns.Select(column => $"\"{(column == "Key" ? Encoded(row[column]) : row.GetValueOrDefault(column, "")).Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return packed.ToArray();
    }

    // As a form is encoded: a blank is a plus sign; slashes stay.
    static string Encoded(string key) => Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal);

    byte[] Parquet(List<Dictionary<string, string>> rows)
    {
        Column[] columns = [.. Columns.Select(static column => column switch
        {
            "Size" => (Column)new Column<long?>("size"),
            "LastModifiedDate" => new Column<DateTime?>("last_modified_date", LogicalType.Timestamp(true, TimeUnit.Millis)),
            "IsLatest" => new Column<bool?>("is_latest"),
            "IsDeleteMarker" => new Column<bool?>("is_delete_marker"),
            "ETag" => new Column<string>("e_tag"),
            "StorageClass" => new Column<string>("storage_class"),
            "VersionId" => new Column<string>("version_id"),
            _ => new Column<string>(column.ToLowerInvariant()),
        })];
        using MemoryStream stream = new();
        using (ParquetSharp.IO.ManagedOutputStream output = new(stream, leaveOpen: true))
        using (ParquetFileWriter file = new(output, columns, Compression.Snappy))
        {
            // Several row groups.
            foreach (Dictionary<string, string>[] part in rows.Chunk(3))
            {
                using RowGroupWriter group = file.AppendRowGroup();
                foreach (string column in Columns)
                {
                    string?[] values = [.. part.Select(row => row.GetValueOrDefault(column) is { Length: > 0 } value ? value : null)];
                    using ColumnWriter writer = group.NextColumn();
                    if (column == "Size")
                        writer.LogicalWriter<long?>().WriteBatch([.. values.Select(static value => value is null ? (long?)null : long.Parse(value, CultureInfo.InvariantCulture))]);
                    else if (column == "LastModifiedDate")
                        writer.LogicalWriter<DateTime?>().WriteBatch([.. values.Select(static value => value is null ? (DateTime?)null : DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal))]);
                    else if (column is "IsLatest" or "IsDeleteMarker")
                        writer.LogicalWriter<bool?>().WriteBatch([.. values.Select(static value => value is null ? (bool?)null : value == "true")]);
                    else
                        writer.LogicalWriter<string?>().WriteBatch(values);
                }
            }
            file.Close();
        }
        return stream.ToArray();
    }

    static string Md5(byte[] content)
    {
#pragma warning disable CA5351 // What the format has.
        return Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
    }
}
