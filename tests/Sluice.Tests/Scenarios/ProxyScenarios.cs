using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Tests.Scenarios;

public sealed class ProxyScenarios
{
    [Fact]
    public async Task A_socks_proxy_carries_everything_by_the_name_of_the_store()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", Scene.Bytes(300_000));
        using SocksRelay relay = new(scene.Server.Url.Port);
        scene.Environment["AWS_ENDPOINT_URL"] = $"http://store.test:{scene.Server.Url.Port}";
        scene.Environment["http_proxy"] = $"socks5://127.0.0.1:{relay.Port}";

        CommandResult result = await scene.RunAsync("cp", $"s3://{Scene.Bucket}/a", "a");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(Scene.Bytes(300_000), File.ReadAllBytes(scene.Path("a")));
        Assert.Equal("store.test", relay.Asked);
    }

    [Theory]
    [InlineData("https://proxy.test")]
    [InlineData("quic://user:secret@proxy.test")]
    [InlineData("http://")]
    public async Task A_proxy_of_a_kind_that_is_not_spoken_stops_the_command_before_it_starts(string proxy)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        scene.Environment["AWS_ENDPOINT_URL"] = "http://store.test:9000";
        scene.Environment["ALL_PROXY"] = proxy;

        CommandResult result = await scene.RunAsync("cp", "a", $"s3://{Scene.Bucket}/a");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("all_proxy", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A SOCKS 5 proxy that connects to one port of this machine, whatever it is asked for.</summary>
    sealed class SocksRelay : IDisposable
    {
        readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        readonly int _to;

        public SocksRelay(int to)
        {
            _to = to;
            _listener.Start();
            new Thread(Accept) { IsBackground = true }.Start();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        /// <summary>The name that was asked for last.</summary>
        public volatile string? Asked;

        public void Dispose() => _listener.Dispose();

        void Accept()
        {
            try
            {
                while (true)
                {
                    Socket client = _listener.AcceptSocket();
                    new Thread(() => Serve(client)) { IsBackground = true }.Start();
                }
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }

        void Serve(Socket socket)
        {
            try
            {
                using NetworkStream client = new(socket, ownsSocket: true);
                byte[] bytes = new byte[300];
                client.ReadExactly(bytes, 0, 2);
                client.ReadExactly(bytes, 0, bytes[1]);
                client.Write([5, 0]);
                client.ReadExactly(bytes, 0, 5);
                int length = bytes[4];
                client.ReadExactly(bytes, 0, length + 2);
                Asked = Encoding.ASCII.GetString(bytes, 0, length);
                using TcpClient store = new("127.0.0.1", _to);
                client.Write([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
                Thread back = new(() => Pour(store.GetStream(), client)) { IsBackground = true };
                back.Start();
                Pour(client, store.GetStream());
                store.Dispose();
                back.Join();
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                // One side went away.
            }
        }

        static void Pour(Stream from, Stream to)
        {
            try
            {
                from.CopyTo(to);
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                // One side went away.
            }
        }
    }
}
