using System.Globalization;
using System.Text;
using CsvHelper;
using Sluice.Failures;

namespace Sluice.Processing.Tables;

/// <summary>CSV (RFC 4180): a header line, then rows of as many values. Blank lines are none. An empty value is no value.</summary>
internal sealed class CsvTable : TableReader
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly CsvReader _rows;
    readonly List<string> _names = [];
    long _line;

    /// <summary>Reads the header line.</summary>
    /// <param name="stream">The table, in UTF-8, or in what a byte order mark says.</param>
    /// <param name="delimiter">What stands between values.</param>
    public CsvTable(Stream stream, char delimiter)
    {
        _rows = CsvReader.Create(stream, CsvReaderOptions.Default with
        {
            Separator = delimiter,
            HasHeader = false,
            MaxRecordSize = MostRow,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
        }, leaveOpen: true);
        if (!Next())
            throw new InvalidDataException("It has no header line.");
        if (_rows.FieldCount > ParquetTable.MostColumns)
            throw Bad(_line, $"it has {_rows.FieldCount:N0} names; there may be {ParquetTable.MostColumns:N0}.");
        HashSet<string> taken = new(StringComparer.Ordinal);
        for (int column = 0; column < _rows.FieldCount; column++)
            _names.Add(Free(Value(column) ?? $"column_{column + 1}", taken));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _names;

    /// <inheritdoc/>
    public override long Line => _line;

    /// <inheritdoc/>
    public override bool Read(ref Cell[] row)
    {
        if (!Next())
            return false;
        if (_rows.FieldCount != _names.Count)
            throw Bad(_line, $"it has {_rows.FieldCount} values, and the header line has {_names.Count}.");
        if (row.Length < _names.Count)
            row = new Cell[_names.Count];
        for (int column = 0; column < _names.Count; column++)
            row[column] = Value(column) is { } text ? new Cell(CellForm.Untyped, text) : default;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        base.Dispose();
    }

    bool Next()
    {
        try
        {
            if (!_rows.Read())
                return false;
            _line = _rows.LineNumber;
            return true;
        }
        catch (CsvFormatException malformed)
        {
            throw Bad(Math.Max(malformed.LineNumber, 1), $"it is no CSV, or longer than {MostRow:N0} bytes. {DisplayText.Of(malformed.Message)}");
        }
    }

    string? Value(int column)
    {
        ReadOnlySpan<byte> value = _rows.GetSpan(column);
        try
        {
            return value.IsEmpty ? null : Strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            throw Bad(_line, $"value {column + 1} holds bytes that are no UTF-8.");
        }
    }

    // Parquet has no two columns of one name.
    static string Free(string name, HashSet<string> taken)
    {
        string free = name;
        for (int number = 2; !taken.Add(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return free;
    }
}
