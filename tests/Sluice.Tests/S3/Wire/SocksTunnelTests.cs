using System.Net.Sockets;
using System.Text;
using Sluice.S3.Wire;
using Sluice.Tests.Support;

namespace Sluice.Tests.S3.Wire;

public sealed class SocksTunnelTests
{
    static readonly Origin Store = new(true, "store.example", 443);

    [Fact]
    public void SOCKS_5_gets_the_name_and_hands_on_the_rest()
    {
        byte[]? greeting = null, request = null;
        using ScriptedServer server = new(peer =>
        {
            greeting = peer.TakeBytes(3);
            peer.Send([5, 0]);
            request = peer.TakeBytes(5 + 13 + 2);
            peer.Send([5, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte)'!']);
        });
        Assert.Equal("!", Open(server, ProxyKind.Socks5, null, Store));
        Assert.Equal([5, 1, 0], greeting!);
        Assert.Equal([5, 1, 0, 3, 13, .. "store.example"u8, 1, 187], request!);
    }

    [Fact]
    public void SOCKS_5_logs_in_and_takes_addresses_as_they_are()
    {
        byte[]? login = null, request = null;
        using ScriptedServer server = new(peer =>
        {
            peer.TakeBytes(4);
            peer.Send([5, 2]);
            login = peer.TakeBytes(2 + 1 + 1 + 3);
            peer.Send([1, 0]);
            request = peer.TakeBytes(4 + 16 + 2);
            peer.Send([5, 0, 0, 3, 2, (byte)'a', (byte)'b', 0, 0, (byte)'!']);
        });
        Assert.Equal("!", Open(server, ProxyKind.Socks5, "u:p:w", new Origin(false, "fd00::1", 80)));
        Assert.Equal([1, 1, (byte)'u', 3, .. "p:w"u8], login!);
        Assert.Equal((byte)4, request![3]);
    }

    [Fact]
    public void SOCKS_4a_gets_the_name()
    {
        byte[]? request = null;
        using ScriptedServer server = new(peer =>
        {
            request = peer.TakeBytes(8 + 2 + 14);
            peer.Send([0, 90, 0, 0, 0, 0, 0, 0, (byte)'!']);
        });
        Assert.Equal("!", Open(server, ProxyKind.Socks4A, "u", Store));
        Assert.Equal([4, 1, 1, 187, 0, 0, 0, 1, (byte)'u', 0, .. "store.example"u8, 0], request!);
    }

    [Theory]
    [InlineData(5, new byte[] { 5, 255 }, "another login")]
    [InlineData(5, new byte[] { 5, 2 }, "another login")]
    [InlineData(5, new byte[] { 5, 0, 5, 2, 0, 1 }, "not allowed by its rules")]
    [InlineData(5, new byte[] { 5, 0, 5, 0, 0, 9 }, "no SOCKS 5 proxy")]
    [InlineData(5, new byte[] { 5, 0, 5 }, "closed the connection")]
    [InlineData(5, new byte[] { (byte)'H', (byte)'T' }, "no SOCKS 5 proxy")]
    [InlineData(4, new byte[] { 0, 91, 0, 0, 0, 0, 0, 0 }, "refused a tunnel")]
    [InlineData(4, new byte[] { 72, 84, 84, 80, 47, 49, 46, 49 }, "no SOCKS 4 proxy")]
    public void A_proxy_that_refuses_is_named_with_its_reason(int version, byte[] answer, string why)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.TakeBytes(3);
            peer.Send(answer);
            peer.HangUp();
        });
        Assert.Contains(why, Assert.ThrowsAny<Exception>(() => Open(server, version == 5 ? ProxyKind.Socks5 : ProxyKind.Socks4A, null, Store)).Message, StringComparison.Ordinal);
    }

    static string Open(ScriptedServer server, ProxyKind kind, string? user, Origin origin)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", server.Uri.Port);
        SocksTunnel.Open(socket, origin, new ProxySettings.Proxy(kind, new Origin(false, "127.0.0.1", server.Uri.Port), user));
        byte[] rest = new byte[10];
        return Encoding.ASCII.GetString(rest, 0, socket.Receive(rest));
    }
}
