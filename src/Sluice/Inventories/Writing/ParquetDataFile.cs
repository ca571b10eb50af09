using System.Text;
using Parquet;
using Parquet.Schema;
using Sluice.S3;

namespace Sluice.Inventories.Writing;

/// <summary>Parquet with S3 Inventory's columns and its compression, Snappy. A row group is in memory until it is written.</summary>
/// <param name="rows">The row group, empty; that of the file before.</param>
internal sealed class ParquetDataFile(RowGroup rows) : DataFile
{
    const string Before = "message s3.inventory { required binary bucket (STRING); required binary key (STRING); ";
    const string Versions = "optional binary version_id (STRING); optional boolean is_latest; optional boolean is_delete_marker; ";
    const string Behind = "optional int64 size; optional int64 last_modified_date (TIMESTAMP(MILLIS,true)); optional binary e_tag (STRING); optional binary storage_class (STRING); }";

    // What the writer keeps of the buffers of its columns for the next row group; 80 MiB where nothing is said.
    internal const int KeptBlocks = 4 << 20, KeptBuffers = 8 << 20;

    static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy, MaximumSmallPoolFreeBytes = KeptBlocks, MaximumLargePoolFreeBytes = KeptBuffers };

    readonly DataField _bucketField = new("bucket", typeof(string), isNullable: false);
    readonly DataField _keyField = new("key", typeof(string), isNullable: false);
    readonly DataField _versionField = new("version_id", typeof(string), isNullable: true);
    readonly DataField _latestField = new("is_latest", typeof(bool), isNullable: true);
    readonly DataField _markerField = new("is_delete_marker", typeof(bool), isNullable: true);
    readonly DataField _sizeField = new("size", typeof(long), isNullable: true);
    readonly DateTimeDataField _timeField = new("last_modified_date", DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Millis, isNullable: true);
    readonly DataField _etagField = new("e_tag", typeof(string), isNullable: true);
    readonly DataField _classField = new("storage_class", typeof(string), isNullable: true);

    ParquetWriter? _writer;

    /// <summary>Its columns.</summary>
    public static string SchemaOf(bool versions) => Before + (versions ? Versions : "") + Behind;

    /// <inheritdoc/>
    public override void Finish()
    {
        if (rows.Count > 0)
            WriteGroup();
        _writer ??= Open();
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _writer = null;
        File.Flush();
    }

    /// <inheritdoc/>
    protected override void Write(in ListedObject found)
    {
        if (rows.IsFull)
            WriteGroup();
        try
        {
            rows.Add(found);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"The key {found.Key} is no UTF-8, which Parquet cannot hold; CSV can.");
        }
    }

    void WriteGroup()
    {
        _writer ??= Open();
        WriteGroupAsync(_writer, rows.Count).GetAwaiter().GetResult();
        rows.Clear();
    }

    // Nothing in it waits: the file's writes block.
    async Task WriteGroupAsync(ParquetWriter writer, int count)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<ReadOnlyMemory<char>>(_bucketField, rows.Bucket.AsMemory(0, count)).ConfigureAwait(false);
        await group.WriteAsync<ReadOnlyMemory<char>>(_keyField, rows.Keys.AsMemory(0, count)).ConfigureAwait(false);
        if (rows.HasVersions)
        {
            await group.WriteAsync<ReadOnlyMemory<char>>(_versionField, (ReadOnlyMemory<ReadOnlyMemory<char>?>)rows.Versions.AsMemory(0, count)).ConfigureAwait(false);
            await group.WriteAsync<bool>(_latestField, (ReadOnlyMemory<bool?>)rows.Latest.AsMemory(0, count)).ConfigureAwait(false);
            await group.WriteAsync<bool>(_markerField, (ReadOnlyMemory<bool?>)rows.Markers.AsMemory(0, count)).ConfigureAwait(false);
        }
        await group.WriteAsync<long>(_sizeField, (ReadOnlyMemory<long?>)rows.Sizes.AsMemory(0, count)).ConfigureAwait(false);
        await group.WriteAsync<DateTime>(_timeField, (ReadOnlyMemory<DateTime?>)rows.Times.AsMemory(0, count)).ConfigureAwait(false);
        await group.WriteAsync<ReadOnlyMemory<char>>(_etagField, (ReadOnlyMemory<ReadOnlyMemory<char>?>)rows.ETags.AsMemory(0, count)).ConfigureAwait(false);
        await group.WriteAsync<ReadOnlyMemory<char>>(_classField, (ReadOnlyMemory<ReadOnlyMemory<char>?>)rows.Classes.AsMemory(0, count)).ConfigureAwait(false);
        group.CompleteValidate();
    }

    ParquetWriter Open() =>
        ParquetWriter.CreateAsync(new ParquetSchema([_bucketField, _keyField, .. rows.HasVersions ? (Field[])[_versionField, _latestField, _markerField] : [], _sizeField, _timeField, _etagField, _classField]), File, Options).GetAwaiter().GetResult();
}
