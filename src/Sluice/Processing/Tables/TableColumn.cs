using Parquet;
using Parquet.Schema;

namespace Sluice.Processing.Tables;

/// <summary>The values of one column of a row group, until they are written.</summary>
internal abstract class TableColumn
{
    /// <summary>The column in the schema.</summary>
    public abstract DataField Field { get; }

    /// <summary>What its values are, in a word.</summary>
    public abstract string Type { get; }

    /// <summary>Adds a value; false for one that is not of the column's type.</summary>
    public abstract bool Add(in Cell cell);

    /// <summary>Writes all values, and forgets them.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group);

    /// <summary>A column for what its first values were. One without any is text.</summary>
    public static TableColumn Create(string name, CellKinds kinds) => kinds switch
    {
        CellKinds.Integer or CellKinds.WideInteger or (CellKinds.Integer | CellKinds.WideInteger) => new TypedColumn<long>(new DataField(name, typeof(long), isNullable: true), "integer", CellValue.TryInteger),
        CellKinds.Double or (CellKinds.Integer | CellKinds.Double) => new TypedColumn<double>(new DataField(name, typeof(double), isNullable: true), "double", CellValue.TryDouble),
        CellKinds.Boolean => new TypedColumn<bool>(new DataField(name, typeof(bool), isNullable: true), "boolean", CellValue.TryBoolean),
        CellKinds.Timestamp => new TypedColumn<DateTime>(new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: true), "timestamp", CellValue.TryTimestamp),
        _ => new TypedColumn<ReadOnlyMemory<char>>(new DataField(name, typeof(string), isNullable: true), "text", static (text, out value) => (value = text.AsMemory()).Length >= 0),
    };
}
