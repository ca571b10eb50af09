using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Tests.Support;

/// <summary>An answer that a test may change.</summary>
public sealed class StoreAnswer(int status, byte[] body)
{
    /// <summary>An answer with a text for its body.</summary>
    public StoreAnswer(int status, string body = "")
        : this(status, Encoding.UTF8.GetBytes(body))
    {
    }

    /// <summary>An error as S3 tells it.</summary>
    public static StoreAnswer Error(int status, string code, string inner = "") =>
        new(status, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>m</Message>{inner}</Error>") { Headers = { ["content-type"] = "application/xml" } };

    public int Status { get; set; } = status;

    /// <summary>Without those that frame the body. Names in lower case.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; set; } = body;

    /// <summary>The body as text.</summary>
    public string Text
    {
        get => Encoding.UTF8.GetString(Body);
        set => Body = Encoding.UTF8.GetBytes(value);
    }

    public AnswerFraming Framing { get; set; }

    /// <summary>What Content-Length says of an answer to HEAD; null: there is no such header.</summary>
    public string? StatedLength { get; set; }

    /// <summary>How much of the body is sent before the connection is closed; null: all of it, and it stays open.</summary>
    public int? CutAfter { get; set; }

    /// <summary>Pause before the answer; for stores that are slow.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Sends it; false when the connection ends with it.</summary>
    internal bool Send(NetworkStream client, bool isHead)
    {
        if (Delay > TimeSpan.Zero)
            Thread.Sleep(Delay);
        StringBuilder head = new($"HTTP/1.1 {Status} X\r\n");
        foreach ((string name, string value) in Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        bool hasBody = !isHead && Status is not (204 or 304);
        if (isHead && Framing == AnswerFraming.Length && StatedLength is { } length)
            head.Append(CultureInfo.InvariantCulture, $"content-length: {length}\r\n");
        else if (hasBody && Framing == AnswerFraming.Length)
            head.Append(CultureInfo.InvariantCulture, $"content-length: {Body.Length}\r\n");
        else if (Framing == AnswerFraming.Chunked)
            head.Append("transfer-encoding: chunked\r\n");
        bool closes = CutAfter is not null || (Framing == AnswerFraming.Close && hasBody);
        head.Append(closes ? "connection: close\r\n\r\n" : "\r\n");
        client.Write(Encoding.Latin1.GetBytes(head.ToString()));
        if (!hasBody)
            return !closes;
        ReadOnlySpan<byte> sent = Body.AsSpan(0, Math.Min(CutAfter ?? Body.Length, Body.Length));
        if (Framing != AnswerFraming.Chunked)
            client.Write(sent);
        else
        {
            for (int at = 0; at < sent.Length; at += 1000)
            {
                ReadOnlySpan<byte> piece = sent[at..Math.Min(at + 1000, sent.Length)];
                client.Write(Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"));
                client.Write(piece);
                client.Write("\r\n"u8);
            }
            if (CutAfter is null)
                client.Write("0\r\n\r\n"u8);
        }
        if (closes)
            client.Socket.Shutdown(SocketShutdown.Send);
        return !closes;
    }
}
