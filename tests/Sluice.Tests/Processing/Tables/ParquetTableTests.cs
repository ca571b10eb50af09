using System.Globalization;
using ParquetSharp;
using Sluice.Processing.Tables;
using Encoding = System.Text.Encoding;

namespace Sluice.Tests.Processing.Tables;

/// <summary>What is written is read back by Apache Arrow, and by Parquet.Net where it wrote it.</summary>
public sealed class ParquetTableTests
{
    [Fact]
    public void Types_of_csv_columns_are_those_that_lose_nothing()
    {
        string[] rows =
        [
            "id,big,share,flag,day,moment,zip,mixed,long,empty",
            "1,9007199254740993,0.5,true,2024-02-29,2024-02-29T12:00:00.123456+02:00,01234,7,123456789012345678901234567890,",
            "-2,-1,3,FALSE,1999-12-31,2024-02-29 12:00:00,00000,x,1,",
            ",,,,,,,,,",
        ];
        Assert.Equal(
            [
                "id Int64: 1|-2|", "big Int64: 9007199254740993|-1|", "share Double: 0.5|3|", "flag Boolean: True|False|", "day DateTime: 2024-02-29 00:00:00.000000|1999-12-31 00:00:00.000000|",
                "moment DateTime: 2024-02-29 10:00:00.123456|2024-02-29 12:00:00.000000|", "zip String: 01234|00000|", "mixed String: 7|x|", "long String: 123456789012345678901234567890|1|", "empty String: ||",
            ],
            Read(Csv(string.Join("\r\n", rows))));
        Assert.All(Read(Csv(string.Join('\n', rows), asText: true)), static column => Assert.Contains(" String: ", column, StringComparison.Ordinal));
    }

    [Fact]
    public void Whole_numbers_that_a_double_has_not_are_never_made_doubles() =>
        Assert.Equal(["n String: 9007199254740993|0.5"], Read(Csv("n\n9007199254740993\n0.5\n")));

    [Fact]
    public void Csv_may_have_quotes_line_ends_in_them_a_mark_blank_lines_and_names_twice_or_none()
    {
        Assert.Equal(["a String: x,\"y\"\nz|", "a_2 Int64: 1|2", "column_3 Int64: 3|4"], Read(Csv("\uFEFFa,a,\r\n\r\n\"x,\"\"y\"\"\nz\",1,3\r\n,2,4")));
        Assert.Equal(["a String: x\0y", "b String: 1;2"], Read(Csv("a\tb\nx\0y\t1;2\n", '\t')));
        Assert.Equal(["a String: ", "b String: "], Read(Csv("a,b\n")));
        string cell = new('x', 1 << 20);
        Assert.Equal([$"a String: {cell}|y"], Read(Csv($"a\n{cell}\ny\n")));
        Assert.Equal(["ä String: €"], Read(Convert(new CsvTable(new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("ä\n€\n")]), ','))));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "Line 3: it has 1 values, and the header line has 2.")]
    [InlineData("a,b\n1,2\n\n\"x\ny\",2\n1,2,3\n", "Line 6: it has 3 values, and the header line has 2.")]
    [InlineData("a\n\"x\ny\n", "Line 2: it is no CSV")]
    [InlineData("a\nx\"y\"\n", "Line 2: it is no CSV")]
    [InlineData("", "It has no header line.")]
    [InlineData("\n\n", "It has no header line.")]
    [InlineData("a\n1\n\u00FF\n", "Line 3: value 1 holds bytes that are no UTF-8.")]
    public void What_is_no_csv_fails_with_its_line(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => Convert(new CsvTable(new MemoryStream(Encoding.Latin1.GetBytes(text)), ','))).Message, StringComparison.Ordinal);

    [Fact]
    public void Json_has_its_own_types_and_what_is_nested_is_its_text()
    {
        string[] lines =
        [
            "\uFEFF{\"n\":1,\"f\":1,\"s\":\"1\",\"t\":\"2024-01-01T00:00:00Z\",\"b\":true,\"deep\":{\"a\": [1, \"ä\"]},\"mixed\":1}",
            "",
            "{\"f\":1.5e3,\"n\":null,\"later\":\"x\\u0000y\",\"mixed\":\"x\",\"deep\":[ ]}\r",
            "{}",
        ];
        Assert.Equal(
            ["n Int64: 1||", "f Double: 1|1500|", "s String: 1||", "t DateTime: 2024-01-01 00:00:00.000000||", "b Boolean: True||", "deep String: {\"a\": [1, \"ä\"]}|[ ]|", "mixed String: 1|x|", "later String: |x\0y|"],
            Read(Json(string.Join('\n', lines))));
    }

    [Theory]
    [InlineData("{\"a\":1}\n[1]\n", "Line 2: it is no JSON object; JSON Lines has one in each line.")]
    [InlineData("{\"a\":1}\n\n{\"a\":\n", "Line 3: it is no JSON object (at byte")]
    [InlineData("{\"a\":1}{\"a\":2}", "Line 1: it is no JSON object (at byte")]
    [InlineData("{\"a\":1,\"a\":2}", "Line 1: it has a twice.")]
    [InlineData("{\"a\":\"\u00FF\"}", "Line 1: it holds a text that is no UTF-8.")]
    [InlineData("{\"a\":\"x\0y\"}", "Line 1: it is no JSON object (at byte")]
    [InlineData("", "It has no row, so that nobody knows its columns.")]
    public void What_is_no_json_lines_fails_with_its_line(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => Convert(new JsonTable(new MemoryStream(Encoding.Latin1.GetBytes(text))))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_row_behind_the_first_ones_that_does_not_fit_fails_with_its_line()
    {
        string first = "n,m\n" + string.Concat(Enumerable.Repeat("1,2\n", ParquetTable.SampledRows));
        Assert.Equal("Line 10002: m is integer in the first rows, and 2.5 here; --columns-as-text takes all as text.", Assert.Throws<InvalidDataException>(() => Csv(first + "1,2.5\n")).Message);
        string objects = string.Concat(Enumerable.Repeat("{\"n\":1}\n", ParquetTable.SampledRows));
        Assert.Equal("Line 10001: n is integer in the first rows, and 1 here; --columns-as-text takes all as text.", Assert.Throws<InvalidDataException>(() => Json(objects + "{\"n\":\"1\"}")).Message);
        Assert.StartsWith("Line 10001: it has new, which none of the first rows has", Assert.Throws<InvalidDataException>(() => Json(objects + "{\"new\":1}")).Message, StringComparison.Ordinal);
        // What is missing, or empty, fits everywhere.
        Assert.EndsWith("|1|", Read(Json(objects + "{}"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Row_groups_bound_what_is_in_memory()
    {
        // Endless text, 96 MiB of it: three groups as they are counted.
        Stream rows = new Repeated("name,text\n"u8.ToArray(), [.. "x,"u8, .. Enumerable.Repeat((byte)'y', 1000), (byte)'\n'], 50_000);
        byte[] file = Convert(new CsvTable(rows, ','));
        using ParquetFileReader reader = new(new MemoryStream(file));
        Assert.InRange(reader.FileMetaData.NumRowGroups, 3, 5);
        Assert.Equal(50_000, reader.FileMetaData.NumRows);
        Assert.True(file.Length < 1 << 20, $"{file.Length} bytes");
    }

    [Fact]
    public async Task Parquet_net_reads_the_same()
    {
        await using Parquet.ParquetReader reader = await Parquet.ParquetReader.CreateAsync(new MemoryStream(Csv("a,b\n1,x\n,y\n")));
        using Parquet.ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        long?[] numbers = new long?[2];
        string[] texts = new string[2];
        await group.ReadAsync<long>(reader.Schema.DataFields[0], numbers);
        await group.ReadAsync(reader.Schema.DataFields[1], texts);
        Assert.Equal([1, null], numbers);
        Assert.Equal(["x", "y"], texts);
    }

    static byte[] Csv(string text, char delimiter = ',', bool asText = false) => Convert(new CsvTable(new MemoryStream(Encoding.UTF8.GetBytes(text)), delimiter), asText);

    static byte[] Json(string text) => Convert(new JsonTable(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    static byte[] Convert(TableReader rows, bool asText = false)
    {
        using (rows)
        {
            MemoryStream file = new();
            ParquetTable.WriteAsync(rows, asText, file).GetAwaiter().GetResult();
            return file.ToArray();
        }
    }

    // A line for each column: its name, its type, its values.
    internal static string[] Read(byte[] file)
    {
        using ParquetFileReader reader = new(new MemoryStream(file));
        int columns = reader.FileMetaData.NumColumns;
        string[] lines = new string[columns];
        for (int at = 0; at < columns; at++)
        {
            List<string> values = [];
            string type = "";
            for (int group = 0; group < reader.FileMetaData.NumRowGroups; group++)
            {
                using RowGroupReader rows = reader.RowGroup(group);
                using LogicalColumnReader column = rows.Column(at).LogicalReader();
                (type, IEnumerable<string> read) = column switch
                {
                    LogicalColumnReader<long?> numbers => ("Int64", numbers.ReadAll((int)rows.MetaData.NumRows).Select(Text)),
                    LogicalColumnReader<double?> numbers => ("Double", numbers.ReadAll((int)rows.MetaData.NumRows).Select(Text)),
                    LogicalColumnReader<bool?> flags => ("Boolean", flags.ReadAll((int)rows.MetaData.NumRows).Select(Text)),
                    LogicalColumnReader<DateTime?> times => ("DateTime", times.ReadAll((int)rows.MetaData.NumRows).Select(static time => time?.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "")),
                    LogicalColumnReader<string> texts => ("String", texts.ReadAll((int)rows.MetaData.NumRows).Select(static text => text ?? "")),
                    _ => throw new NotSupportedException(column.GetType().ToString()),
                };
                values.AddRange(read);
            }
            if (type.Length == 0)
                type = reader.FileMetaData.Schema.Column(at).LogicalType.Type == LogicalTypeEnum.String ? "String" : "";
            lines[at] = $"{reader.FileMetaData.Schema.Column(at).Name} {type}: {string.Join('|', values)}";
        }
        return lines;
    }

    static string Text<T>(T? value) where T : struct => value is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some}") : "";

    sealed class Repeated(byte[] head, byte[] row, int count) : MemoryStream([.. head, .. Enumerable.Repeat(row, count).SelectMany(static bytes => bytes)]);
}
