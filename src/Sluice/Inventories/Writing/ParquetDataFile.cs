using System.Text;
using Parquet;
using Parquet.Schema;
using Sluice.S3;

namespace Sluice.Inventories.Writing;

/// <summary>Parquet with S3 Inventory's columns and its compression, Snappy. A row group is in memory until it is written.</summary>
internal sealed class ParquetDataFile : DataFile
{
    const string Before = "message s3.inventory { required binary bucket (STRING); required binary key (STRING); ";
    const string Versions = "optional binary version_id (STRING); optional boolean is_latest; optional boolean is_delete_marker; ";
    const string Behind = "optional int64 size; optional int64 last_modified_date (TIMESTAMP(MILLIS,true)); optional binary e_tag (STRING); optional binary storage_class (STRING); }";

    // Some 10 MB of keys of 50 bytes; DuckDB, Spark and Athena read row groups of this size without loss.
    const int GroupRows = 100_000;
    // And where keys are long.
    const int GroupChars = 16 << 20;

    static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly DataField _bucketField = new("bucket", typeof(string), isNullable: false);
    readonly DataField _keyField = new("key", typeof(string), isNullable: false);
    readonly DataField _versionField = new("version_id", typeof(string), isNullable: true);
    readonly DataField _latestField = new("is_latest", typeof(bool), isNullable: true);
    readonly DataField _markerField = new("is_delete_marker", typeof(bool), isNullable: true);
    readonly DataField _sizeField = new("size", typeof(long), isNullable: true);
    readonly DateTimeDataField _timeField = new("last_modified_date", DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Millis, isNullable: true);
    readonly DataField _etagField = new("e_tag", typeof(string), isNullable: true);
    readonly DataField _classField = new("storage_class", typeof(string), isNullable: true);

    readonly ReadOnlyMemory<char> _bucket;
    readonly ReadOnlyMemory<char>[] _buckets = new ReadOnlyMemory<char>[GroupRows];
    readonly ReadOnlyMemory<char>[] _keys = new ReadOnlyMemory<char>[GroupRows];
    // Empty where versions are not listed.
    readonly ReadOnlyMemory<char>?[] _versions;
    readonly bool?[] _latest, _markers;
    readonly long?[] _sizes = new long?[GroupRows];
    readonly DateTime?[] _times = new DateTime?[GroupRows];
    readonly ReadOnlyMemory<char>?[] _etags = new ReadOnlyMemory<char>?[GroupRows];
    readonly ReadOnlyMemory<char>?[] _classes = new ReadOnlyMemory<char>?[GroupRows];

    // The keys of a row group, one after another.
    char[] _text = new char[1 << 20];
    int _length;
    int _count;
    ParquetWriter? _writer;

    /// <summary>Begins one.</summary>
    public ParquetDataFile(string bucket, bool versions)
    {
        int rows = versions ? GroupRows : 0;
        (_versions, _latest, _markers) = (new ReadOnlyMemory<char>?[rows], new bool?[rows], new bool?[rows]);
        _bucket = bucket.AsMemory();
        Array.Fill(_buckets, _bucket);
    }

    /// <summary>Its columns.</summary>
    public static string SchemaOf(bool versions) => Before + (versions ? Versions : "") + Behind;

    bool HasVersions => _versions.Length > 0;

    /// <inheritdoc/>
    public override void Finish()
    {
        if (_count > 0)
            WriteGroup();
        _writer ??= Open();
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _writer = null;
        File.Flush();
    }

    /// <inheritdoc/>
    protected override void Write(in ListedObject found)
    {
        if (_count == GroupRows || _length > GroupChars)
            WriteGroup();
        int most = found.Key.Length;
        if (_text.Length - _length < most)
            Grow(most);
        try
        {
            int length = Strict.GetChars(found.Key.Bytes, _text.AsSpan(_length));
            _keys[_count] = _text.AsMemory(_length, length);
            _length += length;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"The key {found.Key} is no UTF-8, which Parquet cannot hold; CSV can.");
        }
        if (HasVersions)
            (_versions[_count], _latest[_count], _markers[_count]) = (found.Version?.Id.AsMemory(), IsLatest(found), IsMarker(found));
        _sizes[_count] = SizeOf(found);
        _times[_count] = found.LastModified?.UtcDateTime;
        _etags[_count] = found.ETag is { Length: > 0 } etag ? etag.AsMemory().Trim('"') : null;
        _classes[_count] = ClassOf(found)?.AsMemory();
        _count++;
    }

    // Those that are in use stay where they are until they are written.
    void Grow(int most)
    {
        _text = new char[Math.Max(1 << 20, most)];
        _length = 0;
    }

    void WriteGroup()
    {
        _writer ??= Open();
        WriteGroupAsync(_writer).GetAwaiter().GetResult();
        // Texts are garbage now.
        Array.Clear(_keys, 0, _count);
        Array.Clear(_etags, 0, _count);
        Array.Clear(_versions);
        (_count, _length) = (0, 0);
    }

    // Nothing in it waits: the file's writes block.
    async Task WriteGroupAsync(ParquetWriter writer)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<ReadOnlyMemory<char>>(_bucketField, _buckets.AsMemory(0, _count)).ConfigureAwait(false);
        await group.WriteAsync<ReadOnlyMemory<char>>(_keyField, _keys.AsMemory(0, _count)).ConfigureAwait(false);
        if (HasVersions)
        {
            await group.WriteAsync<ReadOnlyMemory<char>>(_versionField, (ReadOnlyMemory<ReadOnlyMemory<char>?>)_versions.AsMemory(0, _count)).ConfigureAwait(false);
            await group.WriteAsync<bool>(_latestField, (ReadOnlyMemory<bool?>)_latest.AsMemory(0, _count)).ConfigureAwait(false);
            await group.WriteAsync<bool>(_markerField, (ReadOnlyMemory<bool?>)_markers.AsMemory(0, _count)).ConfigureAwait(false);
        }
        await group.WriteAsync<long>(_sizeField, (ReadOnlyMemory<long?>)_sizes.AsMemory(0, _count)).ConfigureAwait(false);
        await group.WriteAsync<DateTime>(_timeField, (ReadOnlyMemory<DateTime?>)_times.AsMemory(0, _count)).ConfigureAwait(false);
        await group.WriteAsync<ReadOnlyMemory<char>>(_etagField, (ReadOnlyMemory<ReadOnlyMemory<char>?>)_etags.AsMemory(0, _count)).ConfigureAwait(false);
        await group.WriteAsync<ReadOnlyMemory<char>>(_classField, (ReadOnlyMemory<ReadOnlyMemory<char>?>)_classes.AsMemory(0, _count)).ConfigureAwait(false);
        group.CompleteValidate();
    }

    ParquetWriter Open() => ParquetWriter.CreateAsync(new ParquetSchema([_bucketField, _keyField, .. HasVersions ? (Field[])[_versionField, _latestField, _markerField] : [], _sizeField, _timeField, _etagField, _classField]), File, Options).GetAwaiter().GetResult();
}
