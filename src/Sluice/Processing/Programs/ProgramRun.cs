using System.Diagnostics;
using System.Globalization;
using Sluice.Processing.Inputs;
using Sluice.Processing.Outputs;
using Sluice.Transfer;
using Sluice.Engine;

namespace Sluice.Processing.Programs;

/// <summary>Runs a program once: feeds it, reads it, ends it when its time is over, and takes its end. On one thread, which blocks.</summary>
/// <param name="watcher">Ends it should this process die.</param>
/// <param name="slot">Its place there.</param>
/// <param name="words">Its arguments and environment.</param>
internal sealed class ProgramRun(ProgramWatcher watcher, int slot, ProgramWords words)
{
    // How often a program that is silent is looked at, in milliseconds.
    const int Tick = 100;

    // From SIGTERM to SIGKILL, and for what descendants hold open after that.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // For descendants that write on when the program itself has ended: as a pipeline's reader would wait for them, but not for ever.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Room for one read of an output.
    const int ReadBytes = 64 << 10;
    const int LargePipe = 1 << 20;

    readonly byte[] _buffer = new byte[ReadBytes];

    int _process, _in, _out, _err;
    long _start;
    string? _ended;
    TimeSpan? _killAt;
    TimeSpan? _giveUpAt;
    TimeSpan _nextLook;
    long _seenPeak;
    ReadOnlyMemory<byte> _piece;

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">What it reads; null for nothing.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="errors">What it says.</param>
    /// <param name="limits">What ends it.</param>
    /// <param name="token">Ends it too.</param>
    /// <param name="exit">How it ended.</param>
    /// <returns>Why it could not be run, or its output not be kept; null when it ran.</returns>
    public ItemFailure? Run(ItemInput? input, ProgramOutput output, ErrorTail errors, ProgramLimits limits, CancellationToken token, out ProgramExit exit)
    {
        exit = default;
        (_ended, _killAt, _giveUpAt, _nextLook, _seenPeak, _piece) = (null, null, null, TimeSpan.FromMilliseconds(Tick), 0, default);
        ItemFailure? failure = Start(input);
        if (failure is not null)
            return failure;
        try
        {
            Pump(input, output, errors, limits, token);
        }
        catch (Exception exception) when (Trees.Local.LocalFailure.IsLocal(exception))
        {
            PosixProcess.SignalGroup(_process, PosixProcess.Kill);
            // What is missing or denied here is a place of this machine, not the object.
            failure = ItemFailure.From(exception, Path.GetTempPath()) with { Kind = OutcomeKind.Failed };
        }
        catch
        {
            PosixProcess.SignalGroup(_process, PosixProcess.Kill);
            End();
            throw;
        }
        exit = End() with { BytesIn = input?.BytesRead ?? 0 };
        token.ThrowIfCancellationRequested();
        return failure;
    }

    ItemFailure? Start(ItemInput? input)
    {
        if (words.HoldNul)
            return new ItemFailure(OutcomeKind.Failed, "NulInArgument", "Its name holds a NUL character, which no program can be given; use stdin without placeholders.");
        (int inRead, _in) = PosixProcess.Pipe();
        (_out, int outWrite) = PosixProcess.Pipe();
        (_err, int errWrite) = PosixProcess.Pipe();
        if (input is not null)
        {
            PosixProcess.SetNonBlocking(_in);
            // What fits into the pipe is there before the program is.
            if (input.IsAtHand)
                Feed(input);
            else if (input.Size is < 0 or > ReadBytes)
                PosixProcess.SetPipeSize(_in, LargePipe);
        }
        _start = Stopwatch.GetTimestamp();
        int failed = words.Spawn(inRead, outWrite, errWrite, out _process);
        PosixProcess.Close(inRead);
        PosixProcess.Close(outWrite);
        PosixProcess.Close(errWrite);
        if (input is null)
            CloseInput();
        if (failed == 0)
        {
            watcher.Set(slot, _process);
            return null;
        }
        CloseInput();
        PosixProcess.Close(_out);
        PosixProcess.Close(_err);
        return ProgramFailure.NotStarted(failed);
    }

    // Until nobody can say anything any more.
    void Pump(ItemInput? input, ProgramOutput output, ErrorTail errors, ProgramLimits limits, CancellationToken token)
    {
        Span<PosixProcess.PollEntry> entries = stackalloc PosixProcess.PollEntry[3];
        while (_in >= 0 || _out >= 0 || _err >= 0)
        {
            entries[0] = new PosixProcess.PollEntry { Descriptor = _in, Events = PosixProcess.Writable };
            entries[1] = new PosixProcess.PollEntry { Descriptor = _out, Events = PosixProcess.Readable };
            entries[2] = new PosixProcess.PollEntry { Descriptor = _err, Events = PosixProcess.Readable };
            if (PosixProcess.Poll(entries, Tick))
            {
                if (entries[1].Found != 0 && PosixProcess.Read(_out, _buffer) is var read)
                {
                    if (read > 0)
                        output.Append(_buffer.AsSpan(0, read));
                    else
                        Close(ref _out);
                }
                if (entries[2].Found != 0 && PosixProcess.Read(_err, _buffer) is var said)
                {
                    if (said > 0)
                        errors.Append(_buffer.AsSpan(0, said));
                    else
                        Close(ref _err);
                }
                if (entries[0].Found != 0)
                    Feed(input!);
            }
            if (!Look(limits, token))
                return;
        }
        CloseInput();
        AwaitEnd(limits, token);
    }

    void Feed(ItemInput input)
    {
        while (true)
        {
            if (_piece.IsEmpty && (_piece = input.Next()).IsEmpty)
            {
                CloseInput();
                return;
            }
            int count = PosixProcess.Write(_in, _piece.Span);
            if (count < 0)
            {
                // It does not want to read on, which is its affair.
                CloseInput();
                return;
            }
            _piece = _piece[count..];
            if (!_piece.IsEmpty || !input.IsAtHand)
                return;
        }
    }

    // False once there is nothing more to wait for.
    bool Look(ProgramLimits limits, CancellationToken token)
    {
        TimeSpan now = Stopwatch.GetElapsedTime(_start);
        if (_ended is null)
        {
            if (token.IsCancellationRequested)
                Stop("it was stopped", now);
            else if (limits.Timeout is { } most && now > most)
                Stop(string.Create(CultureInfo.InvariantCulture, $"it took longer than {most.TotalSeconds:0.###} s"), now);
        }
        if (now >= _nextLook)
        {
            _nextLook = now + TimeSpan.FromMilliseconds(Tick);
            if (_giveUpAt is null && PosixProcess.HasEnded(_process))
            {
                // Who inherited its outputs may write on; of one that was ended nobody may.
                if (_ended is not null)
                    PosixProcess.SignalGroup(_process, PosixProcess.Kill);
                _giveUpAt = now + (_ended is not null ? Grace : Patience);
            }
            _seenPeak = Math.Max(_seenPeak, ResidentMemory.PeakOf(_process));
            // What it has started counts as its own.
            if (limits.Memory is { } allowed)
                _seenPeak = Math.Max(_seenPeak, ResidentMemory.OfGroup(_process, allowed));
            if (_ended is null && limits.Memory is { } memory && _seenPeak > memory)
            {
                _ended = $"it had {_seenPeak:N0} bytes of memory, and may have {memory:N0}";
                PosixProcess.SignalGroup(_process, PosixProcess.Kill);
                _giveUpAt = now + Grace;
            }
        }
        if (_killAt is { } at && now > at)
        {
            PosixProcess.SignalGroup(_process, PosixProcess.Kill);
            (_killAt, _giveUpAt) = (null, now + Grace);
        }
        return !(_giveUpAt is { } end && now > end);
    }

    void Stop(string why, TimeSpan now)
    {
        _ended = why;
        _killAt = now + Grace;
        PosixProcess.SignalGroup(_process, PosixProcess.Terminate);
    }

    // It has closed its outputs, and runs on.
    void AwaitEnd(ProgramLimits limits, CancellationToken token)
    {
        if (PosixProcess.HasEnded(_process))
            return;
        int descriptor = PosixProcess.OpenPidFd(_process);
        Span<PosixProcess.PollEntry> entry = [new PosixProcess.PollEntry { Descriptor = descriptor, Events = PosixProcess.Readable }];
        while (!PosixProcess.HasEnded(_process) && Look(limits, token))
            PosixProcess.Poll(entry, descriptor >= 0 ? Tick : 1);
        if (descriptor >= 0)
            PosixProcess.Close(descriptor);
    }

    ProgramExit End()
    {
        CloseInput();
        Close(ref _out);
        Close(ref _err);
        // Before its number is free for another one: what it has left behind goes with it.
        if (!PosixProcess.HasEnded(_process) && _giveUpAt is not null)
            PosixProcess.SignalGroup(_process, PosixProcess.Kill);
        while (!PosixProcess.HasEnded(_process))
            Thread.Sleep(1);
        PosixProcess.SignalGroup(_process, PosixProcess.Kill);
        watcher.Set(slot, 0);
        PosixProcess.Wait(_process, block: true, out int status, out PosixProcess.ResourceUse use);
        long peak = use.PeakKibibytes << 10;
        return ProgramExit.From(status) with
        {
            Ended = _ended,
            Wall = Stopwatch.GetElapsedTime(_start),
            User = use.User,
            System = use.System,
            PeakMemory = peak > PosixProcess.OwnPeak() ? peak : _seenPeak > 0 ? _seenPeak : null,
        };
    }

    void CloseInput()
    {
        _piece = default;
        Close(ref _in);
    }

    static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
            PosixProcess.Close(descriptor);
        descriptor = -1;
    }
}
