using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing.Actions;
using Sluice.Transfer;

namespace Sluice.Processing.Programs;

/// <summary>A program that stays, started when it is first needed and again when it has died. For one thread at a time.</summary>
/// <param name="program">The program.</param>
/// <param name="watcher">Ends it should this process die.</param>
/// <param name="slot">Its place there.</param>
/// <param name="words">Its arguments and environment.</param>
/// <param name="onSilence">Called when it has not answered its first object for <see cref="Patience"/>.</param>
internal sealed class ResidentProgram(ProcessProgram program, ProgramWatcher watcher, int slot, ProgramWords words, Action onSilence) : IDisposable
{
    /// <summary>Most programs are up after a few seconds; one that loads a model is told of for nothing, which does no harm.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    const int Tick = 100;

    // A result is one line; what is longer belongs into an output.
    const int MostAnswer = 16 << 20;

    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    readonly ArrayBufferWriter<byte> _request = new(512);
    readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    byte[] _answer = new byte[4096];
    int _used;
    long _id;
    int _process, _in = -1, _out = -1, _err = -1;
    bool _hasAnswered;

    /// <summary>Gives it an object, and waits for its answer.</summary>
    public ActionResult Ask(in ItemFields item, string path, int attempt, JobSlot place, ProgramLimits limits, CancellationToken token)
    {
        // What it wrote unasked answers no object, and one that has ended answers none: another takes its place.
        if (_in >= 0 && (_used > 0 || HasWritten()))
            End("it wrote without being asked");
        bool isFresh = _in < 0;
        if (isFresh && Start() is { } failure)
            return new ActionResult(failure, default);
        long start = Stopwatch.GetTimestamp();
        Write(item, path, attempt);
        string? ended = Send(_request.WrittenSpan) ? Await(start, place, limits, token) : "";
        TimeSpan wall = Stopwatch.GetElapsedTime(start);
        if (ended is not null)
        {
            ProgramExit exit = End(ended.Length > 0 ? ended : null) with { Wall = wall };
            token.ThrowIfCancellationRequested();
            // One that leaves well after an answer, as some do after so many, need not have seen this object: a new one is asked, once.
            if (ended.Length == 0 && !isFresh && exit.Code == 0)
                return Ask(item, path, attempt, place, limits, token);
            if (ended.Length == 0 && exit.Code == 0)
                return new ActionResult(ProgramAnswer.None(place.Errors.Reason), exit);
            // It may have ended as it was told to, with an object in hand: that one is nobody's fault.
            return new ActionResult(ProgramFailure.From(exit, place.Errors.Reason) with { Kind = OutcomeKind.Failed, MayPass = true }, exit);
        }
        int end = _answer.AsSpan(0, _used).IndexOf((byte)'\n');
        failure = ProgramAnswer.Read(_answer.AsSpan(0, end), _id, place.Output);
        _answer.AsSpan(end + 1, _used - end - 1).CopyTo(_answer);
        _used -= end + 1;
        // The answer may still be on its way, and would be taken for the next object's.
        if (failure is { Code: ProgramAnswer.Bad })
            End("it gave no answer");
        return new ActionResult(failure, new ProgramExit(null, null) { Wall = wall, BytesIn = item.Size ?? 0 });
    }

    /// <summary>Ends it: it is told by the end of its input, and has two seconds.</summary>
    public void Dispose()
    {
        if (_in < 0)
            return;
        PosixProcess.Close(_in);
        _in = -1;
        for (long start = Stopwatch.GetTimestamp(); !PosixProcess.HasEnded(_process) && Stopwatch.GetElapsedTime(start) < Grace;)
            Thread.Sleep(2);
        End(null);
    }

    ItemFailure? Start()
    {
        words.Clear();
        foreach (string word in program.Words)
        {
            words.Text.Write(RawText.BytesOf(word));
            words.EndArgument();
        }
        (int inRead, _in) = PosixProcess.Pipe();
        (_out, int outWrite) = PosixProcess.Pipe();
        (_err, int errWrite) = PosixProcess.Pipe();
        _used = 0;
        int failed = words.Spawn(inRead, outWrite, errWrite, out _process);
        PosixProcess.Close(inRead);
        PosixProcess.Close(outWrite);
        PosixProcess.Close(errWrite);
        if (failed == 0)
        {
            watcher.Set(slot, _process);
            return null;
        }
        CloseAll();
        return ProgramFailure.NotStarted(failed);
    }

    void Write(in ItemFields item, string path, int attempt)
    {
        _request.ResetWrittenCount();
        _json.Reset(_request);
        _json.WriteStartObject();
        _json.WriteNumber("id", ++_id);
        if (System.Text.Unicode.Utf8.IsValid(item.Key.Span))
            _json.WriteString("key", item.Key.Span);
        else
            _json.WriteBase64String("key_base64", item.Key.Span);
        if (item.Bucket.Length > 0)
            _json.WriteString("bucket", item.Bucket);
        if (item.Size is { } size)
            _json.WriteNumber("size", size);
        if (item.ETag.Length > 0)
            _json.WriteString("etag", item.ETag);
        if (item.Block is { } block)
        {
            _json.WriteNumber("block", block.Number);
            _json.WriteNumber("offset", block.Offset);
        }
        _json.WriteNumber("attempt", attempt);
        _json.WriteString("path", path);
        _json.WriteEndObject();
        _json.Flush();
        _request.Write("\n"u8);
    }

    bool HasWritten()
    {
        Span<PosixProcess.PollEntry> entry = [new PosixProcess.PollEntry { Descriptor = _out, Events = PosixProcess.Readable }];
        return PosixProcess.Poll(entry, 0);
    }

    bool Send(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            int count = PosixProcess.Write(_in, line);
            if (count < 0)
                return false;
            line = line[count..];
        }
        return true;
    }

    // Null for an answer; why it was ended, or an empty text when it ended by itself.
    string? Await(long start, JobSlot place, ProgramLimits limits, CancellationToken token)
    {
        Span<PosixProcess.PollEntry> entries = stackalloc PosixProcess.PollEntry[2];
        Span<byte> said = stackalloc byte[4096];
        while (true)
        {
            entries[0] = new PosixProcess.PollEntry { Descriptor = _out, Events = PosixProcess.Readable };
            entries[1] = new PosixProcess.PollEntry { Descriptor = _err, Events = PosixProcess.Readable };
            PosixProcess.Poll(entries, Tick);
            if (entries[1].Found != 0)
            {
                int count = PosixProcess.Read(_err, said);
                if (count > 0)
                    place.Errors.Append(said[..count]);
                else
                    Close(ref _err);
            }
            if (entries[0].Found != 0)
            {
                if (_used == _answer.Length)
                    Array.Resize(ref _answer, 2 * _answer.Length);
                int count = PosixProcess.Read(_out, _answer.AsSpan(_used));
                if (count <= 0)
                    return "";
                bool isWhole = _answer.AsSpan(_used, count).Contains((byte)'\n');
                _used += count;
                _hasAnswered |= isWhole;
                if (isWhole)
                    return null;
                if (_used > MostAnswer)
                    return $"its answer is longer than {MostAnswer:N0} bytes";
            }
            if (token.IsCancellationRequested)
                return "it was stopped";
            if (!_hasAnswered && Stopwatch.GetElapsedTime(start) > Patience)
                onSilence();
            if (limits.Timeout is { } most && Stopwatch.GetElapsedTime(start) > most)
                return string.Create(CultureInfo.InvariantCulture, $"it took longer than {most.TotalSeconds:0.###} s");
            if (limits.Memory is { } memory && entries[0].Found == 0 && Math.Max(ResidentMemory.PeakOf(_process), ResidentMemory.OfGroup(_process, memory)) > memory)
                return $"it had more than {memory:N0} bytes of memory";
        }
    }

    ProgramExit End(string? why)
    {
        if (why is not null)
            PosixProcess.SignalGroup(_process, PosixProcess.Kill);
        // Its streams may be closed before it has ended.
        for (long start = Stopwatch.GetTimestamp(); !PosixProcess.HasEnded(_process) && Stopwatch.GetElapsedTime(start) < Grace;)
            Thread.Sleep(1);
        PosixProcess.SignalGroup(_process, PosixProcess.Kill);
        CloseAll();
        watcher.Set(slot, 0);
        PosixProcess.Wait(_process, block: true, out int status, out PosixProcess.ResourceUse use);
        return ProgramExit.From(status) with { Ended = why, User = use.User, System = use.System };
    }

    void CloseAll()
    {
        Close(ref _in);
        Close(ref _out);
        Close(ref _err);
    }

    static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
            PosixProcess.Close(descriptor);
        descriptor = -1;
    }
}
