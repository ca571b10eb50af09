using Sluice.Sftp;
using Sluice.Sftp.Protocol;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Sftp;

/// <summary>What a small file costs: requests, and ways there and back. The server answers a flight only as a whole, so that one request too late would wait for ever.</summary>
public sealed class HostCostTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_small_file_is_written_with_seven_requests_of_which_four_are_one_flight()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Directories.Add("/dir");
        using SftpHosts hosts = PeerSession.HostsOf(peer);
        Location to = hosts.Parse("sftp://peer/dir/");
        // The first file of a host tells the mode of those that follow.
        await bench.CopyAsync(new LocalLocation(bench.WriteFile("first", EngineBench.Bytes(1))), to);
        string file = bench.WriteFile("f", EngineBench.Bytes(16 << 10));
        Dictionary<PacketType, int> before = peer.Seen;
        peer.Flight = [PacketType.Write, PacketType.SetHandleStatus, PacketType.HandleStatus, PacketType.Close];
        TransferReport report = await bench.CopyAsync(new LocalLocation(file), to).WaitAsync(Patience);
        Assert.True(report.Complete);
        Assert.Equal(EngineBench.Bytes(16 << 10), peer.Files["/dir/f"]);
        PacketType[] once = [PacketType.Status, PacketType.Open, PacketType.Write, PacketType.SetHandleStatus, PacketType.HandleStatus, PacketType.Close, PacketType.Rename];
        Assert.Equal(once.ToDictionary(static kind => kind, static _ => 1), peer.Seen.Where(kind => kind.Value > before.GetValueOrDefault(kind.Key)).ToDictionary(static kind => kind.Key, kind => kind.Value - before.GetValueOrDefault(kind.Key)));
    }

    [Fact]
    public async Task A_small_file_is_read_with_five_requests_of_which_three_are_one_flight()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Directories.Add("/dir");
        peer.Files["/dir/f"] = EngineBench.Bytes(16 << 10);
        using SftpHosts hosts = PeerSession.HostsOf(peer);
        peer.Flight = [PacketType.HandleStatus, PacketType.Read, PacketType.HandleStatus];
        TransferReport report = await bench.CopyAsync(hosts.Parse("sftp://peer/dir/"), new LocalLocation(bench.PathOf("down"))).WaitAsync(Patience);
        Assert.True(report.Complete);
        Assert.Equal(EngineBench.Bytes(16 << 10), File.ReadAllBytes(bench.PathOf("down/f")));
        Assert.Equal((1, 2, 1), (peer.Seen[PacketType.Open], peer.Seen[PacketType.HandleStatus], peer.Seen[PacketType.Read]));
    }

    [Theory]
    [InlineData(300_000, 0)]
    [InlineData(12 << 20, 0)]
    [InlineData(12 << 20, 5 << 20)]
    public async Task A_file_that_becomes_an_object_is_read_once_whatever_its_size(int length, int partSize)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Directories.Add("/dir");
        peer.Files["/dir/f"] = EngineBench.Bytes(length);
        using SftpHosts hosts = PeerSession.HostsOf(peer);
        TransferReport report = await bench.CopyAsync(hosts.Parse("sftp://peer/dir/"), EngineBench.S3("o/"), new TransferOptions { Concurrency = 1, PartSize = partSize == 0 ? null : partSize });
        Assert.True(report.Complete);
        Assert.Equal(EngineBench.Bytes(length), bench.Get("o/f"));
        Assert.Equal(length, peer.BytesRead);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_file_that_is_copied_within_a_host_does_not_come_here_where_the_host_copies(bool copies)
    {
        const int Length = 40 << 20;
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new() { OffersCopies = copies };
        peer.Directories.Add("/dir");
        peer.Files["/dir/f"] = EngineBench.Bytes(Length);
        using SftpHosts hosts = PeerSession.HostsOf(peer);
        TransferReport report = await bench.CopyAsync(hosts.Parse("sftp://peer/dir/"), hosts.Parse("sftp://peer/copy/"));
        Assert.True(report.Complete);
        Assert.Equal(EngineBench.Bytes(Length), peer.Files["/copy/f"]);
        // Of what was asked for with the question what it is, four reads at most.
        Assert.InRange(peer.BytesRead, copies ? 0 : Length, copies ? 4 * 32 << 10 : Length);
        Assert.Equal(copies ? 0 : Length / (32 << 10), peer.Seen.GetValueOrDefault(PacketType.Write));
        // A move compares what was written, so that it comes here.
        Assert.True((await bench.CopyAsync(hosts.Parse("sftp://peer/dir/"), hosts.Parse("sftp://peer/moved/"), null, static request => request with { Move = true })).Complete);
        Assert.Equal(EngineBench.Bytes(Length), peer.Files["/moved/f"]);
        Assert.DoesNotContain("/dir/f", peer.Files.Keys);
    }

    [Fact]
    public async Task As_many_small_files_as_a_connection_takes_share_one()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        using SftpHosts hosts = PeerSession.HostsOf(peer, new SftpOptions { FilesPerConnection = 16 });
        for (int number = 0; number < 200; number++)
            bench.WriteFile($"small/f{number}", EngineBench.Bytes(100));
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.PathOf("small")), hosts.Parse("sftp://peer/small/"), new TransferOptions { Concurrency = 16 })).Complete);
        Assert.Equal(1, peer.Connections);
    }
}
