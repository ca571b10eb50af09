using System.IO.Compression;
using Parquet;
using Parquet.Schema;
using Sluice.Failures;

namespace Sluice.Processing.Tables;

/// <summary>Writes a table as one Parquet file: the types of its columns from its first rows, then row group by row group.</summary>
internal static class ParquetTable
{
    /// <summary>Rows at most from which types and columns are taken.</summary>
    public const int SampledRows = 10_000;

    /// <summary>Columns at most.</summary>
    public const int MostColumns = 10_000;

    // Of the rows above, so that long ones are no burden.
    const long SampledBytes = 16 << 20;

    // A row group is in memory until it is written: about this much, and once more while it is compressed. Readers want no smaller ones.
    const long GroupBytes = 32 << 20;
    const int GroupRows = 1 << 20;

    // What a value takes besides its characters.
    const int CellBytes = 24;

    // Its other levels took seventy times as long for the same table.
    static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Fastest };

    /// <summary>Writes it. Throws <see cref="InvalidDataException"/> for a row that is none, or does not fit the columns.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="asText">All columns are text.</param>
    /// <param name="output">Where the file goes.</param>
    public static async Task WriteAsync(TableReader rows, bool asText, Stream output)
    {
        // 1 The first rows, and what they are.
        List<(Cell[] Cells, long Line)> first = [];
        List<CellKinds> kinds = [];
        long sampled = 0;
        for (Cell[] row = []; first.Count < SampledRows && sampled < SampledBytes && rows.Read(ref row); row = [])
        {
            first.Add((row, rows.Line));
            for (int column = 0; column < row.Length; column++)
            {
                if (column == kinds.Count)
                    kinds.Add(CellKinds.None);
                kinds[column] |= CellValue.KindOf(row[column]);
                sampled += SizeOf(row[column]);
            }
        }
        rows.MayAddNames = false;
        if (rows.Names.Count == 0)
            throw new InvalidDataException("It has no row, so that nobody knows its columns.");
        TableColumn[] columns = [.. rows.Names.Select((name, at) => TableColumn.Create(name, asText || at >= kinds.Count ? CellKinds.None : kinds[at]))];
        // 2 All rows.
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(static column => column.Field)), output, Options).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            long bytes = 0, count = 0;
            Cell[] row = [];
            for (int at = 0; ; at++)
            {
                if (at >= first.Count)
                {
                    first.Clear();
                    if (!rows.Read(ref row))
                        break;
                }
                (Cell[] cells, long line) = at < first.Count ? first[at] : (row, rows.Line);
                bytes += Add(columns, cells, line);
                if (++count == GroupRows || bytes >= GroupBytes)
                {
                    await WriteGroupAsync(writer, columns).ConfigureAwait(false);
                    (bytes, count) = (0, 0);
                }
            }
            if (count > 0)
                await WriteGroupAsync(writer, columns).ConfigureAwait(false);
        }
    }

    static long Add(TableColumn[] columns, Cell[] cells, long line)
    {
        long bytes = 0;
        for (int at = 0; at < columns.Length; at++)
        {
            Cell cell = at < cells.Length ? cells[at] : default;
            if (!columns[at].Add(cell))
            {
                string shown = DisplayText.Of(cell.Text!.Length > 40 ? cell.Text[..40] + "..." : cell.Text);
                throw new InvalidDataException(FormattableString.Invariant(
                    $"Line {line}: {DisplayText.Of(columns[at].Field.Name)} is {columns[at].Type} in the first rows, and {shown} here; --columns-as-text takes all as text."));
            }
            bytes += SizeOf(cell);
        }
        return bytes;
    }

    static long SizeOf(in Cell cell) => CellBytes + 2L * (cell.Text?.Length ?? 0);

    static async Task WriteGroupAsync(ParquetWriter writer, TableColumn[] columns)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (TableColumn column in columns)
            await column.WriteAsync(group).ConfigureAwait(false);
        group.CompleteValidate();
    }
}
