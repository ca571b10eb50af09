using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Sinks;

public sealed class SpillFileTests
{
    static readonly DateTimeOffset When = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void Objects_come_back_in_order_as_often_as_asked()
    {
        using S3Client client = new(new S3ClientOptions());
        S3Tree side = Places.Of(client, new S3Location(null, "bucket", new ObjectKey("p/")));
        using SpillFile spool = new();
        for (int i = 0; i < 5000; i++)
        {
            byte[] name = [(byte)(i >> 8), (byte)i, 0xff];
            spool.Add(new TreeEntry(name, i, When) { Object = new ListedObject(new ObjectKey("p/").Append(name), i, i % 2 == 0 ? null : $"\"{i}\"", When, null) });
        }
        for (int time = 0; time < 2; time++)
        {
            int i = 0;
            foreach (TreeEntry item in spool.Read(side))
            {
                Assert.Equal([(byte)(i >> 8), (byte)i, 0xff], item.Name.ToArray());
                Assert.Equal(new ObjectKey("p/").Append([(byte)(i >> 8), (byte)i, 0xff]), item.Object!.Value.Key);
                Assert.Equal((i, When, i % 2 == 0 ? null : $"\"{i}\""), ((int)item.Size!, item.Modified, item.Object!.Value.ETag));
                i++;
            }
            Assert.Equal(5000, i);
        }
    }

    [Fact]
    public void Files_come_back_with_their_paths_and_an_empty_spool_makes_no_file()
    {
        using SpillFile spool = new();
        LocalTree side = Places.Of("root");
        Assert.Empty(spool.Read(side));
        spool.Add(new TreeEntry("a/ü"u8.ToArray(), 3, When) { Path = "root/a/ü" });
        TreeEntry item = Assert.Single(spool.Read(side));
        Assert.Equal((Path.Join("root", "a", "ü"), 3, When), (item.Path, (int)item.Size!, item.Modified));
    }
}
