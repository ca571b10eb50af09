using System.Globalization;
using System.IO.Compression;
using System.Text;
using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Inventories.Writing;

/// <summary>CSV in gzip: every value in quotes, no header line, keys percent-encoded (a blank as <c>%20</c>, which decoders of <c>+</c> read too).</summary>
internal sealed class CsvDataFile : DataFile
{
    const string Behind = "Size, LastModifiedDate, ETag, StorageClass";

    readonly string _bucket;
    readonly bool _versions;
    readonly StreamWriter _text;

    /// <summary>Begins one.</summary>
    public CsvDataFile(string bucket, bool versions)
    {
        (_bucket, _versions) = (bucket, versions);
        _text = new StreamWriter(new GZipStream(File, CompressionLevel.Fastest, leaveOpen: true), new UTF8Encoding(false), 64 << 10);
    }

    /// <summary>Its columns.</summary>
    public static string SchemaOf(bool versions) => $"Bucket, Key, {(versions ? "VersionId, IsLatest, IsDeleteMarker, " : "")}{Behind}";

    /// <inheritdoc/>
    public override void Finish()
    {
        _text.Dispose();
        File.Flush();
    }

    /// <inheritdoc/>
    protected override void Write(in ListedObject found)
    {
        Value(_bucket, '"');
        Value(UriEncoding.EncodePath(found.Key));
        if (_versions)
        {
            Value(found.Version?.Id);
            Value(IsLatest(found) ? "true" : "false");
            Value(IsMarker(found) ? "true" : "false");
        }
        Value(SizeOf(found)?.ToString(CultureInfo.InvariantCulture));
        Value(found.LastModified?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Value(found.ETag?.Trim('"'));
        Value(ClassOf(found));
        _text.Write('\n');
    }

    void Value(string? text, char before = ',')
    {
        if (before == ',')
            _text.Write(',');
        _text.Write('"');
        _text.Write(text?.Replace("\"", "\"\"", StringComparison.Ordinal));
        _text.Write('"');
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _text.Dispose();
        base.Dispose(disposing);
    }
}
