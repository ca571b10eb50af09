using Sluice.Failures;
using Sluice.Sftp;
using Sluice.Sftp.Protocol;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Sftp;

/// <summary>A server without extensions is enough; one that breaks off, stalls, runs out of space or lies is met with one clear failure, and nothing wrong gets a name.</summary>
public sealed class HostFaultTests
{
    const int Large = 1_000_000;

    static async Task<(TransferReport Report, string Trouble)> UpAsync(SftpPeer peer, EngineBench bench, int length = Large, SftpOptions? options = null, TimeProvider? clock = null)
    {
        using SftpHosts hosts = PeerSession.HostsOf(peer, options, clock);
        string file = bench.WriteFile("up/f", EngineBench.Bytes(length));
        TransferReport report = await bench.CopyAsync(new LocalLocation(Path.GetDirectoryName(file)!), hosts.Parse("sftp://peer/dir/"));
        return (report, string.Join('\n', bench.Outcomes.Select(static outcome => $"{outcome.Kind} {outcome.ErrorCode} {outcome.Message}")));
    }

    static async Task<(TransferReport Report, string Trouble)> DownAsync(SftpPeer peer, EngineBench bench)
    {
        peer.Directories.Add("/dir");
        peer.Files["/dir/f"] = EngineBench.Bytes(Large);
        using SftpHosts hosts = PeerSession.HostsOf(peer);
        TransferReport report = await bench.CopyAsync(hosts.Parse("sftp://peer/dir/"), new LocalLocation(bench.PathOf("down")));
        return (report, string.Join('\n', bench.Outcomes.Select(static outcome => $"{outcome.Kind} {outcome.ErrorCode} {outcome.Message}").Append(report.ListingError?.Message)));
    }

    [Fact]
    public async Task A_server_without_extensions_is_enough_also_over_a_file_that_is_there()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Directories.Add("/dir");
        peer.Files["/dir/f"] = [1];
        (TransferReport report, string trouble) = await UpAsync(peer, bench);
        Assert.True(report.Complete, trouble);
        Assert.Equal(["/dir/f"], peer.Files.Keys);
        Assert.Equal(EngineBench.Bytes(Large), peer.Files["/dir/f"]);
    }

    [Theory]
    [InlineData(nameof(PacketType.Open), 1)]
    [InlineData(nameof(PacketType.Write), 5)]
    [InlineData(nameof(PacketType.Write), 31)]
    [InlineData(nameof(PacketType.SetHandleStatus), 1)]
    [InlineData(nameof(PacketType.SetHandleStatus), 2)]
    [InlineData(nameof(PacketType.Close), 1)]
    [InlineData(nameof(PacketType.Rename), 1)]
    [InlineData(nameof(PacketType.MakeDirectory), 1)]
    public async Task A_write_goes_on_after_a_connection_that_is_lost_anywhere(string type, int number)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Instead = (kind, nth, _) => kind.ToString() == type && nth == number ? [] : null;
        (TransferReport report, string trouble) = await UpAsync(peer, bench);
        Assert.True(report.Complete, trouble);
        Assert.True(peer.Connections > 1);
        Assert.Equal(["/dir/f"], peer.Files.Keys);
        Assert.Equal(EngineBench.Bytes(Large), peer.Files["/dir/f"]);
    }

    [Theory]
    [InlineData(nameof(PacketType.OpenDirectory), 1)]
    [InlineData(nameof(PacketType.ReadDirectory), 1)]
    [InlineData(nameof(PacketType.ReadDirectory), 2)]
    [InlineData(nameof(PacketType.Open), 1)]
    [InlineData(nameof(PacketType.HandleStatus), 1)]
    [InlineData(nameof(PacketType.Read), 1)]
    [InlineData(nameof(PacketType.Read), 20)]
    public async Task A_read_goes_on_after_a_connection_that_is_lost_anywhere(string type, int number)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Instead = (kind, nth, _) => kind.ToString() == type && nth == number ? [] : null;
        (TransferReport report, string trouble) = await DownAsync(peer, bench);
        Assert.True(report.Complete, trouble);
        Assert.Equal(EngineBench.Bytes(Large), File.ReadAllBytes(bench.PathOf("down/f")));
    }

    [Fact]
    public async Task Reads_that_give_less_than_was_asked_for_leave_no_gap()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        (TransferReport report, string trouble) = await DownAsync(new SftpPeer { MostRead = 7001 }, bench);
        Assert.True(report.Complete, trouble);
        Assert.Equal(EngineBench.Bytes(Large), File.ReadAllBytes(bench.PathOf("down/f")));
    }

    [Fact]
    public async Task A_connection_that_is_lost_each_time_is_a_failure_after_the_last_try()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Instead = static (kind, _, _) => kind == PacketType.Write ? [] : null;
        (TransferReport report, string trouble) = await UpAsync(peer, bench);
        Assert.Equal(1, report.Outcomes.Failed);
        Assert.Contains("ConnectionLost", trouble, StringComparison.Ordinal);
        Assert.InRange(peer.Connections, 4, 8);
        Assert.Empty(peer.Files);
    }

    [Fact]
    public async Task A_full_disk_is_said_to_be_one_and_nothing_unfinished_is_left()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Instead = static (kind, nth, id) => kind == PacketType.Write && nth > 3 ? SftpPeer.Status(id, StatusCode.Failure, "No space left on device") : null;
        (TransferReport report, string trouble) = await UpAsync(peer, bench);
        Assert.Equal(1, report.Outcomes.Failed);
        Assert.Contains("DiskFull", trouble, StringComparison.Ordinal);
        Assert.Empty(peer.Files);
    }

    [Theory]
    [InlineData(0, "DiskFull")]
    [InlineData(255, "SftpFailure")]
    public async Task A_write_that_failed_without_a_reason_is_a_full_disk_where_the_host_says_so(byte blocks, string code)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Instead = (kind, nth, id) => kind switch
        {
            PacketType.Init => SftpPeer.GreetingWithSpace(),
            PacketType.Extended => SftpPeer.Space(id, blocks),
            PacketType.Write when nth > 3 => SftpPeer.Status(id, StatusCode.Failure, "Failure"),
            _ => null,
        };
        (TransferReport report, string trouble) = await UpAsync(peer, bench);
        Assert.Equal(1, report.Outcomes.Failed);
        Assert.Contains(code, trouble, StringComparison.Ordinal);
        Assert.Empty(peer.Files);
    }

    [Fact]
    public async Task A_host_that_has_another_number_of_bytes_afterwards_publishes_nothing()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.Instead = static (kind, nth, id) => kind == PacketType.HandleStatus && nth > 1 ? SftpPeer.Attributes(id, Large - 1, 0x81a4) : null;
        (TransferReport report, string trouble) = await UpAsync(peer, bench);
        Assert.False(report.Complete);
        Assert.Contains("another number of bytes", trouble, StringComparison.Ordinal);
        Assert.Empty(peer.Files);
    }

    [Fact]
    public async Task A_server_that_stalls_is_given_up_after_the_time_that_is_allowed()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        using ManualResetEventSlim isAsked = new();
        ManualClock clock = new();
        peer.Instead = (kind, nth, _) =>
        {
            if (kind != PacketType.Write || peer.Connections > 1)
                return null;
            isAsked.Set();
            return SftpPeer.Never;
        };
        Task<(TransferReport Report, string Trouble)> copy = Task.Run(() => UpAsync(peer, bench, options: new SftpOptions { Retries = 0 }, clock: clock));
        Assert.True(isAsked.Wait(TimeSpan.FromSeconds(30)));
        while (!copy.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAny(copy, Task.Delay(20));
        }
        Assert.Contains("not answered for 60 seconds", (await copy).Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil", "holds a slash")]
    [InlineData("a/b", "holds a slash")]
    [InlineData("nul\0", "NUL")]
    [InlineData("", "it is empty")]
    [InlineData("f", "twice")]
    public async Task Names_that_no_file_can_have_end_the_listing_by_name_and_nothing_is_made_of_them(string name, string why)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.ListedToo.Add(name);
        (TransferReport report, string trouble) = await DownAsync(peer, bench);
        Assert.False(report.Complete);
        Assert.Contains(why, trouble, StringComparison.Ordinal);
        Assert.Empty(bench.Files("down"));
        Assert.False(File.Exists(bench.PathOf("evil")));
    }

    [Fact]
    public async Task The_names_of_a_directory_itself_and_of_the_one_above_are_no_items()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SftpPeer peer = new();
        peer.ListedToo.AddRange(["..", "."]);
        (TransferReport report, string trouble) = await DownAsync(peer, bench);
        Assert.True(report.Complete, trouble);
        Assert.Equal(["f"], bench.Files("down"));
    }

    [Fact]
    public async Task Answers_with_lengths_that_cannot_be_are_refused()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        Func<uint, byte[]>[] lies =
        [
            static id => SftpPeer.Data(id, new byte[200_000]),
            static id => SftpPeer.Data(id, []),
            static id => SftpPeer.Data(id + 1000, [1]),
            static _ => [0x40, 0, 0, 0, 103],
            static _ => [0, 0, 0, 1, 103],
            static id => SftpPeer.Packet(PacketType.Data, [(byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 0, 0, 255, 255, 1]),
            static id => SftpPeer.Packet(PacketType.StatusAnswer, [(byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 0]),
        ];
        foreach (Func<uint, byte[]> lie in lies)
        {
            bench.Outcomes.Clear();
            SftpPeer peer = new();
            peer.Instead = (kind, _, id) => kind == PacketType.Read ? lie(id) : null;
            (TransferReport report, string trouble) = await DownAsync(peer, bench);
            Assert.False(report.Complete);
            Assert.Contains("does not speak SFTP as it should", trouble, StringComparison.Ordinal);
            Assert.Empty(bench.Files("down"));
        }
    }
}
