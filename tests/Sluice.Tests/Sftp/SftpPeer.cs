using System.Buffers.Binary;
using System.Text;
using Sluice.Sftp.Protocol;

namespace Sluice.Tests.Sftp;

/// <summary>
/// A server of plain SFTP 3 over files in memory, without any extension, that misbehaves as a test tells it: before each answer the test may put another
/// one in its place, or end the connection. Outlives its connections, as a host does.
/// </summary>
sealed class SftpPeer
{
    readonly Lock _gate = new();
    readonly Dictionary<string, string> _handles = [];
    int _lastHandle;

    /// <summary>In place of an answer: none comes.</summary>
    public static byte[] Never { get; } = [0];

    /// <summary>Its files, by path.</summary>
    public SortedDictionary<string, byte[]> Files
    {
        get
        {
            lock (_gate)
                Settle();
            return _files;
        }
    }

    readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Its directories.</summary>
    public SortedSet<string> Directories { get; } = new(StringComparer.Ordinal) { "/" };

    /// <summary>Names that it lists besides those it has.</summary>
    public List<string> ListedToo { get; } = [];

    /// <summary>Connections that were made.</summary>
    public int Connections;

    /// <summary>Told each request with its number among those of its kind; what it returns is sent in place of the answer. Null answers as it should; an empty array ends the connection.</summary>
    public Func<PacketType, int, uint, byte[]?> Instead { get; set; } = static (_, _, _) => null;

    /// <summary>It offers to copy its files by itself.</summary>
    public bool OffersCopies { get; set; }

    /// <summary>Most bytes that a read gives.</summary>
    public int MostRead { get; set; } = int.MaxValue;

    /// <summary>Bytes of files that were read.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Kinds of requests that are answered only when as many of them have come as there are kinds here: who waits for an answer before it sends the next one waits for ever.</summary>
    public IReadOnlyList<PacketType> Flight { get; set; } = [];

    /// <summary>Requests that came, by kind.</summary>
    public Dictionary<PacketType, int> Seen
    {
        get
        {
            lock (_gate)
                return new Dictionary<PacketType, int>(_seen);
        }
    }

    readonly Dictionary<PacketType, int> _seen = [];

    // Bytes of files that are being written, until something else is asked.
    readonly Dictionary<string, MemoryStream> _written = [];

    /// <summary>Serves one connection until it ends.</summary>
    public void Serve(Stream input, Stream output)
    {
        Interlocked.Increment(ref Connections);
        byte[] head = new byte[4];
        List<byte[]> held = [];
        try
        {
            while (true)
            {
                input.ReadExactly(head);
                byte[] packet = new byte[BinaryPrimitives.ReadInt32BigEndian(head)];
                input.ReadExactly(packet);
                byte[] answer;
                lock (_gate)
                    answer = Answer((PacketType)packet[0], packet);
                if (answer.Length == 0)
                    return;
                if (answer == Never)
                    continue;
                if (Flight.Contains((PacketType)packet[0]))
                {
                    held.Add(answer);
                    if (held.Count < Flight.Count)
                        continue;
                    answer = [.. held.SelectMany(static bytes => bytes)];
                    held.Clear();
                }
                output.Write(answer);
                output.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The client went away.
        }
    }

    byte[] Answer(PacketType type, byte[] packet)
    {
        if (type == PacketType.Init)
            return Instead(type, Connections, 0) ?? Packet(PacketType.Version, OffersCopies ? [0, 0, 0, 3, .. Text("copy-data"), .. Text("1")] : [0, 0, 0, 3]);
        if (type != PacketType.Write)
            Settle();
        PacketReader reader = new(packet.AsSpan(1));
        uint id = reader.UInt32();
        int number = _seen[type] = _seen.GetValueOrDefault(type) + 1;
        if (Instead(type, number, id) is { } other)
            return other;
        string name = Encoding.UTF8.GetString(reader.Bytes());
        string path = type is PacketType.Read or PacketType.Write or PacketType.HandleStatus or PacketType.ReadDirectory or PacketType.Close or PacketType.SetHandleStatus ? _handles.GetValueOrDefault(name, "") : name;
        switch (type)
        {
            case PacketType.Open:
                uint flags = reader.UInt32();
                if ((flags & 8) == 0 && !_files.ContainsKey(path))
                    return Status(id, StatusCode.NoSuchFile);
                if (!Directories.Contains(Path.GetDirectoryName(path)!))
                    return Status(id, StatusCode.NoSuchFile);
                if ((flags & 8) != 0 && (flags & 16) != 0)
                    _files[path] = [];
                return Handle(id, path);
            case PacketType.OpenDirectory:
                return Directories.Contains(path) ? Handle(id, path) : Status(id, StatusCode.NoSuchFile);
            case PacketType.ReadDirectory:
                return List(id, name, path);
            case PacketType.Close:
                return Status(id, StatusCode.Ok);
            case PacketType.Read:
                long offset = (long)reader.UInt64();
                byte[] file = _files[path];
                int count = (int)Math.Min(Math.Min(reader.UInt32(), MostRead), file.Length - offset);
                BytesRead += Math.Max(0, count);
                return count <= 0 ? Status(id, StatusCode.EndOfFile) : Data(id, file.AsSpan((int)offset, count));
            case PacketType.Write:
                int at = (int)reader.UInt64();
                ReadOnlySpan<byte> bytes = reader.Bytes();
                if (!_written.TryGetValue(path, out MemoryStream? grown))
                {
                    _written.Add(path, grown = new MemoryStream());
                    grown.Write(_files[path]);
                }
                grown.Position = at;
                grown.Write(bytes);
                return Status(id, StatusCode.Ok);
            case PacketType.SetHandleStatus:
                return Status(id, StatusCode.Ok);
            case PacketType.MakeDirectory:
                return Status(id, Directories.Contains(Path.GetDirectoryName(path)!) ? Directories.Add(path) ? StatusCode.Ok : StatusCode.Failure : StatusCode.NoSuchFile);
            case PacketType.Extended when name == "copy-data" && OffersCopies:
                byte[] from = _files[_handles[Encoding.UTF8.GetString(reader.Bytes())]];
                int start = (int)reader.UInt64(), run = (int)reader.UInt64();
                string into = _handles[Encoding.UTF8.GetString(reader.Bytes())];
                _files[into] = [.. _files[into].AsSpan(0, (int)reader.UInt64()), .. from.AsSpan(start, run)];
                return Status(id, StatusCode.Ok);
            case PacketType.RemoveDirectory:
                return Status(id, Directories.Concat(_files.Keys).Any(one => one.StartsWith(path + "/", StringComparison.Ordinal)) ? StatusCode.Failure : Directories.Remove(path) ? StatusCode.Ok : StatusCode.NoSuchFile);
            case PacketType.Remove:
                return Status(id, _files.Remove(path) ? StatusCode.Ok : StatusCode.NoSuchFile);
            case PacketType.Rename:
                string target = Encoding.UTF8.GetString(reader.Bytes());
                if (_files.ContainsKey(target))
                    return Status(id, StatusCode.Failure);
                _files.Remove(path, out byte[]? moved);
                _files[target] = moved!;
                return Status(id, StatusCode.Ok);
            case PacketType.Status or PacketType.LinkStatus or PacketType.HandleStatus:
                string trimmed = path.Length > 1 ? path.TrimEnd('/') : path;
                return _files.TryGetValue(path, out byte[]? found) ? Attributes(id, found.Length, 0x81a4) : Directories.Contains(trimmed) ? Attributes(id, 0, 0x41ed) : Status(id, StatusCode.NoSuchFile);
            default:
                return Status(id, StatusCode.Unsupported);
        }
    }

    void Settle()
    {
        foreach ((string path, MemoryStream bytes) in _written)
            _files[path] = bytes.ToArray();
        _written.Clear();
    }

    byte[] Handle(uint id, string path)
    {
        string handle = $"h{++_lastHandle}";
        _handles.Add(handle, path);
        return Packet(PacketType.Handle, [.. Number(id), .. Text(handle)]);
    }

    byte[] List(uint id, string handle, string path)
    {
        _handles[handle] = "";
        if (path.Length == 0)
            return Status(id, StatusCode.EndOfFile);
        string prefix = path == "/" ? path : path + "/";
        List<(string, byte[])> names = [(".", Directory()), ("..", Directory())];
        names.AddRange(_files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal) && !file.Key[prefix.Length..].Contains('/')).Select(file => (file.Key[prefix.Length..], File(file.Value.Length, 0x81a4))));
        names.AddRange(Directories.Where(one => one.StartsWith(prefix, StringComparison.Ordinal) && one.Length > prefix.Length && !one[prefix.Length..].Contains('/')).Select(one => (one[prefix.Length..], Directory())));
        names.AddRange(ListedToo.Select(name => (name, File(1, 0x81a4))));
        return Packet(PacketType.Name, [.. Number(id), .. Number((uint)names.Count), .. names.SelectMany(static name => (byte[])[.. Text(name.Item1), .. Text(""), .. name.Item2])]);
    }

    /// <summary>A status answer.</summary>
    public static byte[] Status(uint id, StatusCode code, string words = "") => Packet(PacketType.StatusAnswer, [.. Number(id), .. Number((uint)code), .. Text(words), .. Text("")]);

    /// <summary>Bytes of a file.</summary>
    public static byte[] Data(uint id, ReadOnlySpan<byte> bytes) => Packet(PacketType.Data, [.. Number(id), .. Number((uint)bytes.Length), .. bytes]);

    /// <summary>Attributes of a file of this length.</summary>
    public static byte[] Attributes(uint id, long length, uint mode) => Packet(PacketType.Attributes, [.. Number(id), .. File(length, mode)]);

    /// <summary>A greeting that offers to tell free space.</summary>
    public static byte[] GreetingWithSpace() => Packet(PacketType.Version, [.. Number(3), .. Text("statvfs@openssh.com"), .. Text("2")]);

    /// <summary>So many free blocks of 4 KiB.</summary>
    public static byte[] Space(uint id, byte blocks)
    {
        byte[] numbers = new byte[11 * 8];
        (numbers[14], numbers[39]) = (16, blocks);
        return Packet(PacketType.ExtendedAnswer, [.. Number(id), .. numbers]);
    }

    /// <summary>Any packet.</summary>
    public static byte[] Packet(PacketType type, byte[] fields) => [.. Number((uint)fields.Length + 1), (byte)type, .. fields];

    static byte[] Directory() => File(0, 0x41ed);

    static byte[] File(long length, uint mode) => [.. Number(1 | 4 | 8), .. Number((uint)(length >> 32)), .. Number((uint)length), .. Number(mode), .. Number(1_767_323_045), .. Number(1_767_323_045)];

    static byte[] Text(string text) => [.. Number((uint)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    static byte[] Number(uint number)
    {
        byte[] four = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, number);
        return four;
    }
}
