using Parquet;
using Parquet.Schema;

namespace Sluice.Processing.Tables;

/// <summary>A column of values of one type.</summary>
/// <param name="column">The column in the schema.</param>
/// <param name="type">The type, in a word.</param>
/// <param name="parse">Reads a value.</param>
internal sealed class TypedColumn<T>(DataField column, string type, TypedColumn<T>.Parser parse) : TableColumn where T : struct
{
    T?[] _values = new T?[16];
    int _count;

    /// <summary>Reads a value; false for one of another type.</summary>
    public delegate bool Parser(string text, out T value);

    /// <inheritdoc/>
    public override DataField Field => column;

    /// <inheritdoc/>
    public override string Type => type;

    /// <inheritdoc/>
    public override bool Add(in Cell cell)
    {
        if (_count == _values.Length)
            Array.Resize(ref _values, 2 * _count);
        if (cell.Text is null)
        {
            _values[_count++] = null;
            return true;
        }
        // In JSON "1" is no number, and "true" is not true.
        if (cell.Form == CellForm.Quoted && type is not ("text" or "timestamp") || !parse(cell.Text, out T value))
            return false;
        _values[_count++] = value;
        return true;
    }

    /// <inheritdoc/>
    public override async Task WriteAsync(ParquetRowGroupWriter group)
    {
        await group.WriteAsync<T>(column, (ReadOnlyMemory<T?>)_values.AsMemory(0, _count)).ConfigureAwait(false);
        // Texts are garbage now.
        Array.Clear(_values, 0, _count);
        _count = 0;
    }
}
