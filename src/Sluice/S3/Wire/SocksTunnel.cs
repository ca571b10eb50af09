using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.S3.Wire;

/// <summary>Asks a SOCKS proxy for a tunnel: version 5 (RFC 1928, 1929) or 4a. Names go to the proxy as they are. Throws <see cref="IOException"/> where it refuses.</summary>
internal static class SocksTunnel
{
    const byte Connect = 1, Name = 3, IPv4 = 1, IPv6 = 4, NoLogin = 0, Login = 2;

    /// <summary>Opens the tunnel; what is read after it comes from the origin.</summary>
    public static void Open(Socket socket, Origin origin, ProxySettings.Proxy proxy)
    {
        if (proxy.Kind == ProxyKind.Socks5)
            Open5(socket, origin, proxy);
        else
            Open4A(socket, origin, proxy);
    }

    static void Open5(Socket socket, Origin origin, ProxySettings.Proxy proxy)
    {
        // 1 How to log in: not at all, or by name and password where there are any.
        Span<byte> answer = stackalloc byte[22];
        Send(socket, proxy.User is null ? [5, 1, NoLogin] : [5, 2, NoLogin, Login]);
        Receive(socket, answer[..2], proxy);
        if (answer[0] != 5 || answer[1] is not (NoLogin or Login) || (answer[1] == Login && proxy.User is null))
            throw new IOException(answer[0] == 5 ? $"The proxy {proxy} wants another login." : $"{proxy} is no SOCKS 5 proxy.");
        if (answer[1] == Login)
        {
            string[] parts = proxy.User!.Split(':', 2);
            byte[] user = Text(parts[0], proxy), password = Text(parts.Length > 1 ? parts[1] : "", proxy);
            Send(socket, [1, (byte)user.Length, .. user, (byte)password.Length, .. password]);
            Receive(socket, answer[..2], proxy);
            if (answer[1] != 0)
                throw new IOException($"The proxy {proxy} does not accept the name and the password.");
        }
        // 2 Where to.
        Span<byte> port = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)origin.Port);
        byte[] to = IPAddress.TryParse(origin.Host, out IPAddress? address) ? address.GetAddressBytes() : Text(origin.Host, proxy);
        Send(socket, address is null ? [5, Connect, 0, Name, (byte)to.Length, .. to, .. port] : [5, Connect, 0, to.Length == 4 ? IPv4 : IPv6, .. to, .. port]);
        // 3 The verdict, and an address of no interest behind it.
        Receive(socket, answer[..4], proxy);
        if (answer[0] != 5 || answer[1] != 0)
            throw new IOException($"The proxy {proxy} refused a tunnel to {origin.Authority}: {Reason(answer[1])}.");
        int length = answer[3] switch { IPv4 => 4, IPv6 => 16, Name => ReceiveByte(socket, proxy), _ => throw new IOException($"{proxy} is no SOCKS 5 proxy.") };
        Receive(socket, new byte[length + 2], proxy);
    }

    static void Open4A(Socket socket, Origin origin, ProxySettings.Proxy proxy)
    {
        Span<byte> port = stackalloc byte[2], answer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)origin.Port);
        byte[] user = Text(proxy.User ?? "", proxy);
        // An address of 0.0.0.x says that a name follows.
        byte[] request = IPAddress.TryParse(origin.Host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork
            ? [4, Connect, .. port, .. address.GetAddressBytes(), .. user, 0]
            : [4, Connect, .. port, 0, 0, 0, 1, .. user, 0, .. Text(origin.Host, proxy), 0];
        Send(socket, request);
        Receive(socket, answer, proxy);
        if (answer[0] != 0 || answer[1] != 90)
            throw new IOException(answer[0] == 0 ? $"The proxy {proxy} refused a tunnel to {origin.Authority} (code {answer[1]})." : $"{proxy} is no SOCKS 4 proxy.");
    }

    static byte[] Text(string text, ProxySettings.Proxy proxy)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= 255 && !bytes.AsSpan().Contains((byte)0) ? bytes : throw new IOException($"A name is too long for the proxy {proxy}.");
    }

    static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    static void Receive(Socket socket, Span<byte> bytes, ProxySettings.Proxy proxy)
    {
        while (!bytes.IsEmpty)
        {
            int count = socket.Receive(bytes);
            if (count == 0)
                throw new IOException($"The proxy {proxy} closed the connection.");
            bytes = bytes[count..];
        }
    }

    static byte ReceiveByte(Socket socket, ProxySettings.Proxy proxy)
    {
        Span<byte> one = stackalloc byte[1];
        Receive(socket, one, proxy);
        return one[0];
    }

    // RFC 1928, 6.
    static string Reason(byte code) => code switch
    {
        2 => "not allowed by its rules",
        3 => "the network cannot be reached",
        4 => "the host cannot be reached",
        5 => "nothing listens there",
        8 => "it does not take addresses of this kind",
        _ => $"code {code}",
    };
}
