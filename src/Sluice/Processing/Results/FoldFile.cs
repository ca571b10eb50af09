using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Processing.Results;

/// <summary>
/// The chunks of a fold: a line for each, with the value of its objects and which they are. A line that a kill tore has no line end and is cut off;
/// its objects are done again. For one thread at a time, but for <see cref="Has"/> before the first <see cref="Add"/>.
/// </summary>
internal sealed class FoldFile<T> : IDisposable
{
    // A number of the object's place, and one of its place and state.
    const int NumberBytes = 16;

    readonly FoldCheckpoint<T> _checkpoint;
    readonly FileStream _file;
    readonly Func<T, T, T> _combine;
    readonly Dictionary<UInt128, UInt128> _done = [];
    readonly ArrayBufferWriter<byte> _objects = new();
    T? _chunk;

    /// <summary>Opens or creates it. Throws <see cref="ArgumentException"/> for a file of something else, and <see cref="FailureException"/> for one that cannot be used now.</summary>
    /// <param name="checkpoint">Where it is.</param>
    /// <param name="seed">What the fold begins with.</param>
    /// <param name="combine">Combines two values.</param>
    /// <param name="sources">What is folded.</param>
    public FoldFile(FoldCheckpoint<T> checkpoint, T seed, Func<T, T, T> combine, IEnumerable<Location> sources)
    {
        (_checkpoint, _combine, Value) = (checkpoint, combine, seed);
        string identity = ProcessContext.NameOf("fold\0" + string.Join('\0', sources));
        try
        {
            _file = new FileStream(checkpoint.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            // Two folds that append to one file would count twice.
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
                _file.Lock(0, long.MaxValue);
            Read(identity);
            if (_file.Length == 0)
                Write(line => line.WriteString("fold", identity));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _file?.Dispose();
            throw Failure.Local("Checkpoint", LocalFailure.From(exception, checkpoint.Path).Message).ToException();
        }
        catch
        {
            _file?.Dispose();
            throw;
        }
    }

    /// <summary>What all objects so far came to.</summary>
    public T Value { get; private set; }

    /// <summary>Objects in the chunk that is not written yet.</summary>
    public int Pending => _objects.WrittenCount / (2 * NumberBytes);

    /// <summary>An object that was counted, and is another one now: what it came to cannot be taken back. Null for none.</summary>
    public Location? Changed { get; private set; }

    /// <summary>True for an object that an earlier run has counted.</summary>
    public bool Has(Tree tree, in TreeEntry entry)
    {
        Location at = tree.At(entry);
        if (!_done.TryGetValue(ItemId.OfPlace(at), out UInt128 id))
            return false;
        if (id != ItemId.From(tree, entry, null))
            Changed = at;
        return true;
    }

    /// <summary>Counts an object.</summary>
    public void Add(ProcessedObject done, T value)
    {
        _chunk = Pending == 0 ? value : _combine(_chunk!, value);
        BinaryPrimitives.WriteUInt128LittleEndian(_objects.GetSpan(NumberBytes), ItemId.OfPlace(done.Source));
        _objects.Advance(NumberBytes);
        BinaryPrimitives.WriteUInt128LittleEndian(_objects.GetSpan(NumberBytes), done.Id);
        _objects.Advance(NumberBytes);
    }

    /// <summary>Ends the chunk. Throws <see cref="FailureException"/> when it cannot be written.</summary>
    public void Save()
    {
        if (Pending == 0)
            return;
        try
        {
            Write(line =>
            {
                line.WritePropertyName("value");
                JsonSerializer.Serialize(line, _chunk!, _checkpoint.Type);
                line.WriteBase64String("objects", _objects.WrittenSpan);
            });
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw Failure.Local("Checkpoint", LocalFailure.From(exception, _checkpoint.Path).Message).ToException();
        }
        Value = _combine(Value, _chunk!);
        _objects.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    void Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        _file.Write(line.WrittenSpan);
    }

    void Read(string identity)
    {
        long whole = 0;
        byte[] buffer = new byte[64 << 10];
        int used = 0;
        for (bool first = true; ;)
        {
            if (used == buffer.Length)
                Array.Resize(ref buffer, 2 * used);
            int count = _file.Read(buffer.AsSpan(used));
            if (count == 0)
                break;
            used += count;
            int start = 0;
            for (int end; (end = buffer.AsSpan(start, used - start).IndexOf((byte)'\n')) >= 0; first = false)
            {
                Take(buffer.AsMemory(start, end), first ? identity : null);
                start += end + 1;
            }
            whole += start;
            buffer.AsSpan(start, used - start).CopyTo(buffer);
            used -= start;
        }
        if (whole == 0 && used > 0 && buffer[0] != (byte)'{')
            throw NoState("it is no state of a fold");
        _file.SetLength(whole);
        _file.Position = whole;
    }

    void Take(ReadOnlyMemory<byte> line, string? identity)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (identity is not null)
            {
                if (!root.TryGetProperty("fold", out JsonElement named))
                    throw NoState("it is no state of a fold");
                if (named.GetString() != identity)
                    throw NoState("it belongs to a fold over something else");
                return;
            }
            ReadOnlySpan<byte> objects = root.GetProperty("objects").GetBytesFromBase64();
            Value = _combine(Value, root.GetProperty("value").Deserialize(_checkpoint.Type)!);
            for (; objects.Length >= 2 * NumberBytes; objects = objects[(2 * NumberBytes)..])
                _done[BinaryPrimitives.ReadUInt128LittleEndian(objects)] = BinaryPrimitives.ReadUInt128LittleEndian(objects[NumberBytes..]);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw NoState("it is no state of a fold, or one of other values");
        }
    }

    ArgumentException NoState(string problem) => new($"{DisplayText.Of(_checkpoint.Path)}: {problem}; name another file, or remove it to begin anew.");
}
