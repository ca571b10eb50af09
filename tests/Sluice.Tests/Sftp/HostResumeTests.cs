using Sluice.Sftp;
using Sluice.Sftp.Protocol;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Sftp;

/// <summary>A run that was stopped in the middle of a large file on a host is gone on with there, from what is read back; another source begins anew, and nothing is left.</summary>
public sealed class HostResumeTests
{
    const int MiB = 1 << 20, Large = 40 * MiB;

    // What a peer without limits takes in one write.
    const int Chunk = 32 << 10;

    static string Trouble(EngineBench bench) => string.Join('\n', bench.Outcomes.Select(static outcome => $"{outcome.Kind} {outcome.ErrorCode} {outcome.Message}"));

    // Stops when so many bytes are on their way to the host.
    static async Task<TransferReport> UpAsync(SftpPeer peer, EngineBench bench, Location source, int stopAt = int.MaxValue)
    {
        using CancellationTokenSource stop = new();
        int before = peer.Seen.GetValueOrDefault(PacketType.Write);
        peer.Instead = (kind, nth, _) =>
        {
            if (kind == PacketType.Write && (nth - before) * (long)Chunk >= stopAt)
                stop.Cancel();
            return null;
        };
        using SftpHosts hosts = PeerSession.HostsOf(peer);
        hosts.Register();
        return await bench.CopyAsync(source, hosts.Parse("sftp://peer/dir/f"), new TransferOptions { Concurrency = 1, PartSize = 8 * MiB },
            request => request with { Journal = new JournalRequest(bench.PathOf("journals"), ["cp"], bench.Scratch) }, stop.Token);
    }

    static SftpPeer NewPeer()
    {
        SftpPeer peer = new();
        peer.Directories.Add("/dir");
        return peer;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_was_stopped_on_its_way_to_a_host_goes_on_there(bool isOfStore)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = NewPeer();
        byte[] bytes = EngineBench.Bytes(Large);
        Location source = isOfStore ? EngineBench.S3("f") : new LocalLocation(bench.WriteFile("f", bytes));
        if (isOfStore)
            bench.Put("f", bytes);
        TransferReport first = await UpAsync(peer, bench, source, stopAt: 20 * MiB);
        Assert.True(first.Interrupted);
        Assert.True(first.Resumable);
        Assert.Matches(@"^/dir/\.f\.sluice-[0-9a-f]+\.part$", Assert.Single(peer.Files.Keys));
        int writes = peer.Seen[PacketType.Write];
        TransferReport second = await UpAsync(peer, bench, source);
        Assert.True(second.Complete, Trouble(bench));
        Assert.InRange(second.ResumedBytes, 8 * MiB, 24 * MiB);
        Assert.InRange((peer.Seen[PacketType.Write] - writes) * (long)Chunk, 1, Large - 8 * MiB);
        Assert.Equal(["/dir/f"], peer.Files.Keys);
        Assert.Equal(bytes, peer.Files["/dir/f"]);
    }

    [Fact]
    public async Task What_is_not_as_it_was_written_is_written_again()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = NewPeer();
        byte[] bytes = EngineBench.Bytes(Large);
        Location source = new LocalLocation(bench.WriteFile("f", bytes));
        await UpAsync(peer, bench, source, stopAt: 20 * MiB);
        peer.Files.Single().Value[MiB] ^= 1;
        TransferReport second = await UpAsync(peer, bench, source);
        Assert.True(second.Complete, Trouble(bench));
        Assert.Equal(0, second.ResumedBytes);
        Assert.Equal(bytes, peer.Files["/dir/f"]);
    }

    [Fact]
    public async Task Another_source_begins_anew_and_what_was_left_is_removed()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = NewPeer();
        Location source = new LocalLocation(bench.WriteFile("f", EngineBench.Bytes(Large)));
        await UpAsync(peer, bench, source, stopAt: 20 * MiB);
        byte[] other = EngineBench.Bytes(Large, seed: 2);
        bench.WriteFile("f", other);
        TransferReport second = await UpAsync(peer, bench, source);
        Assert.True(second.Complete, Trouble(bench));
        Assert.Equal(0, second.ResumedBytes);
        Assert.Equal(["/dir/f"], peer.Files.Keys);
        Assert.Equal(other, peer.Files["/dir/f"]);
    }
}
