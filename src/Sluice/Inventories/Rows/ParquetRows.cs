using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Inventories.Rows;

/// <summary>Rows of a Parquet file, row group by row group; keys are not encoded there (S3 User Guide, "Amazon S3 Inventory list").</summary>
internal sealed class ParquetRows : RowReader
{
    // A row group is in memory while it is read. Writers make them of 128 MiB and a million rows.
    const long MostGroupBytes = 512L << 20;
    const long MostGroupRows = 8 << 20;

    readonly Stream _file;
    readonly string _name;
    readonly string _bucket;
    readonly ParquetReader _reader;
    readonly RowColumns _columns;
    readonly DataField[] _fields;
    int _group;
    int _row, _count;

    string?[]? _buckets, _etags, _classes;
    byte[]?[] _keys = [];
    long?[]? _sizes;
    DateTime?[]? _times;
    bool?[]? _latest, _markers;

    /// <summary>Reads its schema.</summary>
    /// <param name="file">The file. Disposed with this.</param>
    /// <param name="bucket">The bucket that every row must name.</param>
    /// <param name="name">Its name, for messages.</param>
    public ParquetRows(Stream file, string bucket, string name)
    {
        (_file, _bucket, _name) = (file, bucket, name);
        _reader = Read(() => ParquetReader.CreateAsync(file, null, leaveStreamOpen: true));
        _fields = _reader.Schema.GetDataFields();
        _columns = RowColumns.Parse([.. _fields.Select(static field => field.Name)]);
    }

    /// <inheritdoc/>
    public override bool TryNext(out ListedObject row)
    {
        while (true)
        {
            while (_row == _count)
            {
                if (_group == _reader.RowGroupCount)
                {
                    row = default;
                    return false;
                }
                ReadGroup(_group++);
            }
            int at = _row++;
            if (_buckets![at] != _bucket)
                throw Bad($"a row is of another bucket than {DisplayText.Of(_bucket)}.");
            if (_markers?[at] == true || _latest is not null && _latest[at] != true)
                continue;
            if (_keys[at] is not { Length: > 0 and <= 4096 } key)
                throw Bad("a row has no key that an object can have.");
            row = new ListedObject(new ObjectKey(key), _sizes?[at] is >= 0 and var size ? size : null, Quoted(_etags?[at]),
                _times?[at] is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : null, _classes?[at] is { } name and not "STANDARD" ? name : null);
            return true;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Dispose();
    }

    void ReadGroup(int number)
    {
        using ParquetRowGroupReader group = _reader.OpenRowGroupReader(number);
        if (group.RowCount is < 0 or > MostGroupRows || SizeOf(group) > MostGroupBytes)
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"a row group of it is larger than {MostGroupRows:N0} rows or {MostGroupBytes >> 20} MiB."));
        (_row, _count) = (0, (int)group.RowCount);
        _buckets = Texts(group, _columns.Bucket);
        _keys = Values<ReadOnlyMemory<char>, byte[]>(group, _columns.Key, static text =>
        {
            byte[] key = new byte[Encoding.UTF8.GetByteCount(text.Span)];
            Encoding.UTF8.GetBytes(text.Span, key);
            return key;
        })!;
        _etags = Texts(group, _columns.ETag);
        _classes = Texts(group, _columns.StorageClass);
        _sizes = Plain<long>(group, _columns.Size);
        _times = Plain<DateTime>(group, _columns.Modified);
        _latest = Plain<bool>(group, _columns.IsLatest);
        _markers = Plain<bool>(group, _columns.IsDeleteMarker);
    }

    long SizeOf(ParquetRowGroupReader group)
    {
        long size = 0;
        foreach (int column in (ReadOnlySpan<int>)[_columns.Bucket, _columns.Key, _columns.ETag, _columns.StorageClass, _columns.Size, _columns.Modified, _columns.IsLatest, _columns.IsDeleteMarker])
            if (column >= 0)
                size += Math.Max(0, group.GetMetadata(_fields[column])?.MetaData?.TotalUncompressedSize ?? 0);
        return size;
    }

    // Of a bucket, a storage class, most rows have the same: one string for all of them.
    string?[]? Texts(ParquetRowGroupReader group, int column)
    {
        string last = "";
        return Values<ReadOnlyMemory<char>, string>(group, column, text => text.Span.SequenceEqual(last) ? last : last = text.ToString());
    }

    // Null where the file has no such column.
    TTo?[]? Values<TFrom, TTo>(ParquetRowGroupReader group, int column, Func<TFrom, TTo> convert) where TFrom : struct where TTo : class
    {
        if (Plain<TFrom>(group, column) is not { } values)
            return null;
        TTo?[] converted = new TTo?[values.Length];
        for (int at = 0; at < values.Length; at++)
            converted[at] = values[at] is { } value ? convert(value) : null;
        return converted;
    }

    T?[]? Plain<T>(ParquetRowGroupReader group, int column) where T : struct
    {
        if (column < 0)
            return null;
        DataField field = _fields[column];
        T?[] values = new T?[_count];
        if (field.IsNullable)
        {
            Read(() => group.ReadAsync<T>(field, values.AsMemory()).AsTask());
            return values;
        }
        T[] present = new T[_count];
        Read(() => group.ReadAsync<T>(field, present.AsMemory()).AsTask());
        for (int at = 0; at < present.Length; at++)
            values[at] = present[at];
        return values;
    }

    void Read(Func<Task> read) => Read(async () =>
    {
        await read().ConfigureAwait(false);
        return true;
    });

    // Nothing in it waits: the file's reads block. A file that is none throws whatever it makes the reader stumble over.
    T Read<T>(Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // What is said of the file is the same for all of them.
        catch (Exception broken) when (broken is not (OutOfMemoryException or InvalidDataException))
#pragma warning restore CA1031
        {
            throw new InvalidDataException($"{DisplayText.Of(_name)}: it is no Parquet that can be read: {DisplayText.Of(broken.Message)}", broken);
        }
    }

    InvalidDataException Bad(string what) => new($"{DisplayText.Of(_name)}: {what}");
}
