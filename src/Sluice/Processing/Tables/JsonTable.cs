using System.Text;
using System.Text.Json;
using Sluice.Failures;

namespace Sluice.Processing.Tables;

/// <summary>JSON Lines: an object a line, in UTF-8. Names are columns, in the order in which they first come; blank lines are no rows.</summary>
internal sealed class JsonTable(Stream stream) : TableReader
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly List<string> _names = [];
    readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    byte[] _buffer = new byte[64 << 10];
    int _start, _end;
    bool _isAtEnd;
    long _line;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _names;

    /// <inheritdoc/>
    public override long Line => _line;

    /// <inheritdoc/>
    public override bool Read(ref Cell[] row)
    {
        while (TryLine(out ReadOnlySpan<byte> line))
        {
            _line++;
            if (_line == 1 && line.StartsWith("\uFEFF"u8))
                line = line[3..];
            if (line.Trim(" \t\r"u8).IsEmpty)
                continue;
            row.AsSpan().Clear();
            try
            {
                Parse(line, ref row);
                return true;
            }
            catch (JsonException malformed)
            {
                throw Bad(_line, $"it is no JSON object (at byte {malformed.BytePositionInLine}).");
            }
            catch (Exception wrong) when (wrong is DecoderFallbackException or InvalidOperationException)
            {
                throw Bad(_line, "it holds a text that is no UTF-8.");
            }
        }
        return false;
    }

    void Parse(ReadOnlySpan<byte> line, ref Cell[] row)
    {
        Utf8JsonReader reader = new(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Bad(_line, "it is no JSON object; JSON Lines has one in each line.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = ColumnOf(reader.GetString()!);
            if (column >= row.Length)
                Array.Resize(ref row, Math.Max(column + 1, _names.Count));
            reader.Read();
            if (row[column].Form != CellForm.None)
                throw Bad(_line, $"it has {DisplayText.Of(_names[column])} twice.");
            row[column] = Value(ref reader, line);
        }
        if (reader.Read())
            throw Bad(_line, "it has more than one JSON object.");
    }

    static Cell Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String:
                return new Cell(CellForm.Quoted, reader.GetString());
            case JsonTokenType.Number:
                return new Cell(CellForm.Number, Encoding.ASCII.GetString(reader.ValueSpan));
            case JsonTokenType.True or JsonTokenType.False:
                return new Cell(CellForm.Boolean, reader.TokenType == JsonTokenType.True ? "true" : "false");
            default:
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                return new Cell(CellForm.Nested, Strict.GetString(line[start..(int)reader.BytesConsumed]));
        }
    }

    int ColumnOf(string name)
    {
        if (_columns.TryGetValue(name, out int column))
            return column;
        if (!MayAddNames)
            throw Bad(_line, $"it has {DisplayText.Of(name)}, which none of the first rows has: columns are those of the first {ParquetTable.SampledRows:N0} rows.");
        if (_names.Count == ParquetTable.MostColumns)
            throw Bad(_line, $"with it there are more than {ParquetTable.MostColumns:N0} names.");
        _columns.Add(name, _names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }

    bool TryLine(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = _buffer.AsSpan(_start, searched + at);
                _start += searched + at + 1;
                return true;
            }
            searched = _end - _start;
            if (_isAtEnd)
            {
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                return searched > 0;
            }
            if (searched > MostRow)
                throw Bad(_line + 1, $"it is longer than {MostRow:N0} bytes.");
            Fill();
        }
    }

    void Fill()
    {
        int kept = _end - _start;
        if (_start > 0)
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        (_start, _end) = (0, kept);
        if (kept == _buffer.Length)
            Array.Resize(ref _buffer, 2 * kept);
        int count = stream.Read(_buffer, kept, _buffer.Length - kept);
        _end += count;
        _isAtEnd = count == 0;
    }
}
