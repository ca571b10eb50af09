using System.Net.Sockets;
using Sluice.Cli.Output;

namespace Sluice.Cli.Limits;

/// <summary>Asks a running command.</summary>
static class LimitClient
{
    /// <summary>How it stands, after a change if one is given; null when nobody answers.</summary>
    public static RunningRecord? Ask(int pid, LimitChange? change)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(LimitDirectory.SocketOf(pid)));
            LimitLine.Send(socket, new LimitRequest(change), JsonLines.Readable.LimitRequest);
            return LimitLine.Receive(socket, LimitLine.ForAnswer, JsonLines.Readable.RunningRecord) is { Command: not null, Bandwidth: not null } running && running.Pid == pid ? running : null;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
