using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sluice.Cli.Output;

namespace Sluice.Cli.Limits;

/// <summary>One line of JSON over a socket, bounded in length and time: the other side may be anything.</summary>
static class LimitLine
{
    /// <summary>Longest line: a timetable of a thousand changes has under 32 KiB.</summary>
    const int MostBytes = 64 << 10;

    /// <summary>Time that a command gives who asks it, and so the next one in the line.</summary>
    public static readonly TimeSpan ForQuestion = TimeSpan.FromSeconds(1);

    /// <summary>Time for an answer, also behind somebody who does not say what it wants.</summary>
    public static readonly TimeSpan ForAnswer = TimeSpan.FromSeconds(1.5);

    /// <summary>Sends one. Throws <see cref="SocketException"/>.</summary>
    public static void Send<T>(Socket socket, T record, JsonTypeInfo<T> type)
    {
        socket.SendTimeout = (int)ForQuestion.TotalMilliseconds;
        ReadOnlySpan<byte> rest = [.. JsonLines.Line(record, type), (byte)'\n'];
        while (rest.Length > 0)
            rest = rest[socket.Send(rest)..];
    }

    /// <summary>Receives one; null for what is none, or does not come in time. Throws <see cref="SocketException"/>.</summary>
    public static T? Receive<T>(Socket socket, TimeSpan patience, JsonTypeInfo<T> type) where T : class
    {
        long start = Stopwatch.GetTimestamp();
        byte[] line = new byte[MostBytes];
        int length = 0;
        while (length < line.Length)
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
            if (left < TimeSpan.FromMilliseconds(1))
                return null;
            socket.ReceiveTimeout = (int)left.TotalMilliseconds;
            int count = socket.Receive(line.AsSpan(length));
            if (count == 0)
                return null;
            int end = line.AsSpan(length, count).IndexOf((byte)'\n');
            length += count;
            if (end < 0)
                continue;
            try
            {
                return JsonSerializer.Deserialize(line.AsSpan(0, length - count + end), type);
            }
            catch (JsonException)
            {
                return null;
            }
        }
        return null;
    }
}
