using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Sync.Plans;

/// <summary>
/// Reads a plan twice: first all of it, to see that nothing was cut off or edited, then action by action. Throws
/// <see cref="SyncException"/> for a file that is no such plan.
/// </summary>
internal sealed class PlanReader : IDisposable
{
    // A name of 1,024 bytes in base64 and escaped, metadata of 2 KB and tags: more than any line of a plan has.
    const int MaxLine = 64 << 10;

    readonly string _path;
    readonly FileStream _file;
    readonly byte[] _buffer = new byte[MaxLine];
    int _start;
    int _end;

    PlanReader(string path, FileStream file)
    {
        _path = path;
        _file = file;
        Header = null!;
    }

    /// <summary>What the plan is for.</summary>
    public PlanHeader Header { get; private set; }

    /// <summary>Opens a plan and reads all of it once.</summary>
    public static PlanReader Open(string path)
    {
        PlanReader reader;
        try
        {
            reader = new PlanReader(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SyncException($"The plan {DisplayText.Of(path)} cannot be read: {DisplayText.Of(exception.Message)}", exception);
        }
        try
        {
            reader.Check();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>All actions, from the first.</summary>
    public IEnumerable<PlanAction> Actions()
    {
        Rewind();
        _ = NextLine();
        while (NextLine() is { } line)
        {
            if (IsTrailer(line.Span))
                yield break;
            yield return Parse(line.Span, PlanJson.Strict.PlanAction);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    void Check()
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long copies = 0, bytes = 0, deletes = 0;
        PlanTrailer? trailer = null;
        Rewind();
        for (int number = 0; NextLine() is { } line; number++)
        {
            if (trailer is not null)
                throw Refused("it goes on behind its end.");
            if (number == 0)
            {
                Header = ReadHeader(line.Span);
            }
            else if (IsTrailer(line.Span))
            {
                trailer = Parse(line.Span, PlanJson.Strict.PlanTrailer);
                continue;
            }
            else
            {
                PlanAction action = Parse(line.Span, PlanJson.Strict.PlanAction);
                if (ProblemOf(action, Header) is { } problem)
                    throw Refused(problem);
                deletes += action.Source is null ? 1 : 0;
                copies += action.Source is null ? 0 : 1;
                bytes += action.Source?.Size ?? 0;
            }
            digest.AppendData(line.Span);
            digest.AppendData("\n"u8);
        }
        if (trailer is null)
            throw Refused("it was cut short: its last line is missing.");
        string computed = Convert.ToHexStringLower(digest.GetCurrentHash());
        if (trailer != new PlanTrailer(true, copies, bytes, deletes, computed))
            throw Refused("it was edited after it was made.");
    }

    PlanHeader ReadHeader(ReadOnlySpan<byte> line)
    {
        // The version first: what else a later one holds cannot be known.
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToArray());
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals(PlanHeader.Kind))
                throw Refused("it is no plan of sluice sync.");
            if (!root.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != PlanHeader.Current)
                throw Refused($"it is of another version than {PlanHeader.Current}; make it again with this sluice.");
        }
        catch (JsonException)
        {
            throw Refused("it is no plan of sluice sync.");
        }
        return Parse(line, PlanJson.Strict.PlanHeader);
    }

    static string? ProblemOf(PlanAction action, PlanHeader header)
    {
        bool isWhole = action.Action == "delete" ? action is { Source: null, Destination: not null } : action.Action is "put" or "get" or "copy" && action.Source is not null;
        if (!isWhole || !action.TryGetName(out byte[] name))
            return "an action in it is malformed.";
        // A digest keeps out accidents, not intent: no name may lead out of a directory.
        bool isLocal = header.Destination.Path is not null || header.Source.Path is not null && action.Source is not null;
        return isLocal && !(name.Length == 0 && action.Action == "get") && !KeyPath.TryToPath(name, out _, out _) ? $"{DisplayText.Of(name)} in it cannot be the name of a file." : null;
    }

    T Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw Refused("a line of it is empty.");
        }
        catch (JsonException)
        {
            throw Refused("a line of it is malformed: it was cut short or edited.");
        }
    }

    static bool IsTrailer(ReadOnlySpan<byte> line) => line.StartsWith("{\"end\":"u8);

    SyncException Refused(string why) => new($"The plan {DisplayText.Of(_path)} is refused, and nothing was done: {why}");

    void Rewind()
    {
        _file.Position = 0;
        _start = _end = 0;
    }

    // The next line without its end; null behind the last. Valid until the next call. A line without an end is none.
    ReadOnlyMemory<byte>? NextLine()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                return line;
            }
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
                throw Refused("a line of it is too long.");
            int read = _file.Read(_buffer.AsSpan(_end));
            if (read == 0)
                return _end == 0 ? null : throw Refused("it was cut short in a line.");
            _end += read;
        }
    }
}
