using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sluice.S3.Checksums;

namespace Sluice.Tests.Support;

/// <summary>
/// A store whose answers are made beforehand, so that it allocates nothing while a client is measured: a bucket of one prefix with so
/// many equal objects, each upload thrown away. Counts requests.
/// </summary>
public sealed class StaticStore : IDisposable
{
    const int PageSize = 1000;

    readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly byte[] _object, _stored;
    readonly byte[][] _pages;
    int _requests;

    public StaticStore(int objects, int size)
    {
        byte[] content = Content(size);
        string etag = Convert.ToHexStringLower(MD5.HashData(content));
        string common = "x-amz-request-id: 0123456789ABCDEF\r\nDate: Sun, 01 Mar 2026 00:00:00 GMT\r\nServer: static\r\n";
        _object = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{common}Content-Length: {size}\r\nContent-Type: binary/octet-stream\r\nETag: \"{etag}\"\r\nLast-Modified: Sun, 01 Mar 2026 00:00:00 GMT\r\n\r\n"), .. content];
        _stored = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{common}Content-Length: 0\r\nETag: \"{etag}\"\r\nx-amz-checksum-crc64nvme: {ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, content).Base64}\r\n\r\n");
        _pages = new byte[Math.Max(1, (objects + PageSize - 1) / PageSize)][];
        for (int page = 0; page < _pages.Length; page++)
        {
            StringBuilder xml = new("<?xml version=\"1.0\"?><ListBucketResult><Name>bkt</Name><Prefix>p/</Prefix><MaxKeys>1000</MaxKeys>");
            xml.Append($"<KeyCount>{Math.Min(PageSize, objects - page * PageSize)}</KeyCount>");
            bool more = page + 1 < _pages.Length;
            xml.Append(more ? $"<IsTruncated>true</IsTruncated><NextContinuationToken>page-{page + 1:D4}</NextContinuationToken>" : "<IsTruncated>false</IsTruncated>");
            for (int number = page * PageSize; number < Math.Min(objects, (page + 1) * PageSize); number++)
                xml.Append($"<Contents><Key>p/{number:D6}.bin</Key><LastModified>2026-03-01T00:00:00.000Z</LastModified><ETag>\"{etag}\"</ETag><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>");
            byte[] body = Encoding.UTF8.GetBytes(xml.Append("</ListBucketResult>").ToString());
            _pages[page] = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{common}Content-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
        }
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>What each object is, and what a test has to upload: the answer to an upload tells its checksum.</summary>
    public static byte[] Content(int size)
    {
        byte[] content = new byte[size];
        new Random(1).NextBytes(content);
        return content;
    }

    public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>Requests so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public void Dispose() => _listener.Dispose();

    void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    void Serve(Socket socket)
    {
        byte[] buffer = new byte[64 << 10];
        int have = 0;
        using (socket)
            while (true)
            {
                // 1 A head, and the body that its length announces.
                int end;
                while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
                    if (!Receive(socket, buffer, ref have))
                        return;
                ReadOnlySpan<byte> head = buffer.AsSpan(0, end + 4);
                int length = head.IndexOf("\r\ncontent-length: "u8) is >= 0 and var at
                    ? int.Parse(head[(at + 18)..].Slice(0, head[(at + 18)..].IndexOf((byte)'\r')), provider: null) : 0;
                byte[] answer = head.StartsWith("PUT"u8) ? _stored
                    : head.IndexOf("list-type"u8) < 0 ? _object
                    : _pages[head.IndexOf("page-"u8) is >= 0 and var page ? int.Parse(head.Slice(page + 5, 4), provider: null) : 0];
                while (have < end + 4 + length)
                    if (!Receive(socket, buffer, ref have))
                        return;
                // 2 The answer; what came behind the request moves to the front.
                buffer.AsSpan(end + 4 + length, have - end - 4 - length).CopyTo(buffer);
                have -= end + 4 + length;
                Interlocked.Increment(ref _requests);
                if (socket.Send(answer, SocketFlags.None, out SocketError error) == 0 || error != SocketError.Success)
                    return;
            }
    }

    static bool Receive(Socket socket, byte[] buffer, ref int have)
    {
        int count = socket.Receive(buffer.AsSpan(have), SocketFlags.None, out SocketError error);
        have += count;
        return count > 0 && error == SocketError.Success;
    }
}
