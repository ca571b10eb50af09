using System.Globalization;
using System.Text;
using Sluice.Inventories;
using Sluice.Inventories.Writing;
using Sluice.S3;

namespace Sluice.Tests.Inventories;

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
        // What the writer of Parquet needs, a few megabytes; made anew, the columns of a row group would be eleven more, and its texts four.
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
