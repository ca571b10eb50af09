using System.Globalization;
using System.Reflection;
using System.Text;
using Sluice.Inventories;
using Sluice.Inventories.Writing;
using Sluice.S3;

namespace Sluice.Tests.Inventories;

[Collection(nameof(Transfer.CostTests))]
public sealed class DataFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_further_data_file_takes_no_memory_for_rows_that_the_ones_before_did_not_take(bool versions)
    {
        const int Rows = 2000;
        RowGroup? rows = null;
        ListedObject[] listed = [.. Enumerable.Range(0, Rows).Select(static row => new ListedObject(
            new ObjectKey(Encoding.UTF8.GetBytes(row.ToString("d1000", CultureInfo.InvariantCulture))), row, "\"0123456789abcdef0123456789abcdef\"", DateTimeOffset.UnixEpoch.AddSeconds(row), null) { Version = new ObjectVersion("id", true, false) })];
        WriteFile();
        WriteFile();
        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteFile();
        // What the writer of Parquet needs, a few megabytes; made anew, the columns of a row group would be three more, and its texts four.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 << 20);

        void WriteFile()
        {
            using DataFile data = DataFile.Create(InventoryFormat.Parquet, "bucket", versions, ref rows);
            foreach (ListedObject found in listed)
                data.Add(found);
            data.Finish();
        }
    }

    [Fact]
    public void However_many_rows_are_written_the_writer_of_Parquet_keeps_buffers_up_to_a_named_size()
    {
        RowGroup? rows = null;
        // Other tests of this process may have left more in the library's pools, which are never emptied.
        long most = Math.Max(Kept(), ParquetDataFile.KeptBlocks + ParquetDataFile.KeptBuffers);
        Write(files: 1);
        Assert.InRange(Kept(), 1, most);
        Write(files: 3);
        Assert.InRange(Kept(), 1, most);

        void Write(int files)
        {
            for (int file = 0; file < files; file++)
            {
                using DataFile data = DataFile.Create(InventoryFormat.Parquet, "bucket", versions: false, ref rows);
                for (int row = 0; row < 210_000; row++)
                    data.Add(new ListedObject(new ObjectKey(Encoding.UTF8.GetBytes(row.ToString("d60", CultureInfo.InvariantCulture))), row, $"\"{row:x32}\"", DateTimeOffset.UnixEpoch.AddSeconds(row), null));
                data.Finish();
            }
        }

        // The library has its pools to itself: all that it keeps for the next column.
        static long Kept() => typeof(Parquet.ParquetWriter).Assembly.GetTypes()
            .Where(static type => !type.ContainsGenericParameters)
            .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(static field => field.FieldType.Name == "RecyclableMemoryStreamManager")
            .Select(static field => field.GetValue(null))
            .Sum(static pool => Size(pool!, "SmallPoolFreeSize") + Size(pool!, "LargePoolFreeSize"));

        static long Size(object pool, string name) => (long)pool.GetType().GetProperty(name)!.GetValue(pool)!;
    }

    [Fact]
    public void A_row_group_of_long_keys_is_full_before_its_rows_are()
    {
        RowGroup rows = new("bucket", versions: false);
        byte[] key = [.. Enumerable.Repeat((byte)'k', 1024)];
        while (!rows.IsFull)
            rows.Add(new ListedObject(new ObjectKey(key), 1, null, null, null));
        Assert.InRange(rows.Count, 16_000, 17_000);
        rows.Clear();
        Assert.False(rows.IsFull);
    }
}
