using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsvHelper;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Xml;

namespace Sluice.Inventories.Rows;

/// <summary>Rows of CSV without a header line (RFC 4180), keys URL-encoded with <c>+</c> for a blank (S3 User Guide, "Amazon S3 Inventory list").</summary>
internal sealed class CsvRows : RowReader
{
    // S3 User Guide, "How S3 Versioning works": opaque, fit for a URL, no more than 1,024 bytes.
    const int MostVersion = 1024;

    // A key has 1,024 bytes, thrice that encoded; access control lists are longer.
    const int MostRow = 1 << 20;

    readonly Stream _stream;
    readonly CsvReader _rows;
    readonly byte[]? _bucket;
    readonly string _name;
    readonly bool _isList;
    RowColumns? _columns;
    string? _class;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The rows. Disposed with this.</param>
    /// <param name="columns">What stands where; null for a manifest of S3 Batch Operations, whose first row tells whether it has versions.</param>
    /// <param name="bucket">The bucket that every row must name.</param>
    /// <param name="name">The file's name, for messages.</param>
    public CsvRows(Stream stream, RowColumns? columns, string bucket, string name)
    {
        (_stream, _columns, _name, _bucket, _isList) = (stream, columns, name, Encoding.UTF8.GetBytes(bucket), columns is null);
        _rows = CsvReader.Create(stream, CsvReaderOptions.Default with
        {
            Separator = ',',
            HasHeader = false,
            MaxRecordSize = MostRow,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
        }, leaveOpen: true);
    }

    /// <summary>A manifest of S3 Batch Operations with the column VersionId. Known once a row was read.</summary>
    public bool NamesVersions => _isList && _columns is { Version: >= 0 };

    /// <inheritdoc/>
    public override bool TryNext(out ListedObject row)
    {
        while (Read())
        {
            // 1 What it is.
            if (_columns is null && _rows.FieldCount is not (2 or 3))
                throw Bad("it has not Bucket, Key and perhaps VersionId.");
            RowColumns columns = _columns ??= RowColumns.ForBatch(_rows.FieldCount);
            if (_rows.FieldCount != columns.Count)
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"it has {_rows.FieldCount} values, and the schema {columns.Count}."));
            if (!_rows.GetSpan(columns.Bucket).SequenceEqual(_bucket))
                throw Bad($"it is of another bucket than {DisplayText.Of(_bucket)}.");
            // 2 Whether it is meant: a manifest means what it names, an inventory what was an object then.
            if (IsSet(columns.IsDeleteMarker) || columns.IsLatest >= 0 && !IsSet(columns.IsLatest))
                continue;
            // 3 The object.
            byte[] key = XmlText.PercentDecoded(_rows.GetSpan(columns.Key), plusIsSpace: true);
            if (key.Length is 0 or > 4096)
                throw Bad("it has no key that an object can have.");
            row = new ListedObject(new ObjectKey(key), Size(columns.Size), Quoted(Text(columns.ETag)), Time(columns.Modified), Class(columns.StorageClass)) { Version = NamesVersions ? Version(columns.Version) : null };
            return true;
        }
        row = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        _stream.Dispose();
    }

    bool Read()
    {
        try
        {
            return _rows.Read();
        }
        catch (CsvFormatException malformed)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{DisplayText.Of(_name)}, line {Math.Max(malformed.LineNumber, 1)}: it is no CSV, or longer than {MostRow:N0} bytes."), malformed);
        }
    }

    bool IsSet(int column) => column >= 0 && _rows.GetSpan(column) is var value && (value.SequenceEqual("true"u8) || value.SequenceEqual("TRUE"u8));

    string? Text(int column) => column < 0 || _rows.GetSpan(column).IsEmpty ? null : Encoding.UTF8.GetString(_rows.GetSpan(column));

    ObjectVersion? Version(int column)
    {
        ReadOnlySpan<byte> value = _rows.GetSpan(column);
        if (value.Length > MostVersion || value.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            throw Bad("its version is none that an object can have.");
        return ObjectVersion.Named(Text(column));
    }

    long? Size(int column)
    {
        if (column < 0 || _rows.GetSpan(column) is not { IsEmpty: false } value)
            return null;
        return Utf8Parser.TryParse(value, out long size, out int used) && used == value.Length && size >= 0 ? size : throw Bad("its size is no number.");
    }

    DateTimeOffset? Time(int column) => column < 0 || _rows.GetSpan(column).IsEmpty ? null : XmlText.Time(_rows.GetSpan(column)) ?? throw Bad("its time is none of ISO 8601.");

    // None is the standard one, as in listings; mostly it is that of the row before.
    string? Class(int column)
    {
        if (column < 0 || _rows.GetSpan(column) is not { IsEmpty: false } value)
            return null;
        return value.SequenceEqual("STANDARD"u8) ? null : _class is not null && Ascii.Equals(value, _class) ? _class : _class = Encoding.UTF8.GetString(value);
    }

    InvalidDataException Bad(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{DisplayText.Of(_name)}, line {_rows.LineNumber}: {what}"));
}
