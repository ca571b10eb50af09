using System.Runtime.InteropServices;

namespace Sluice.Processing.Programs;

/// <summary>System calls of Linux around processes. Descriptors are plain numbers here: each has one owner, which closes it.</summary>
internal static unsafe partial class PosixProcess
{
    /// <summary>Poll for bytes to read.</summary>
    public const short Readable = 0x1;

    /// <summary>Poll for room to write.</summary>
    public const short Writable = 0x4;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    // <errno.h>
    const int Interrupted = 4;
    const int Again = 11;

    // <fcntl.h>
    const int CloseOnExec = 0x80000;
    const int SetFlags = 4;
    const int NonBlocking = 0x800;
    const int DuplicateCloseOnExec = 1030;

    const int SetSize = 1031;

    // <sys/wait.h>
    const int ByProcess = 1;
    const int NoHang = 1;
    const int Ended = 4;
    const int NoWait = 0x1000000;

    // <spawn.h>
    const short SetProcessGroup = 0x2;
    const short SetSignalDefaults = 0x4;
    const short SetSignalMask = 0x8;
    const short SetSession = 0x80;

    // The same on x86-64 and arm64.
    const nint PidFdOpen = 434;

    // Larger than any C library's posix_spawn types and sigset_t.
    const int TypeBytes = 1024;

    /// <summary>True where programs can be run.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>An errno as words.</summary>
    public static string Explain(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>Makes a pipe whose ends no other program gets. Throws <see cref="IOException"/> when no descriptor is left.</summary>
    public static (int Read, int Write) Pipe()
    {
        int* ends = stackalloc int[2];
        if (Pipe2(ends, CloseOnExec) != 0)
            throw new IOException($"No pipe could be made: {Explain(Marshal.GetLastPInvokeError())}", Marshal.GetLastPInvokeError());
        return (AboveStandard(ends[0]), AboveStandard(ends[1]));
    }

    /// <summary>Reads and writes of it return at once from now on.</summary>
    public static void SetNonBlocking(int descriptor) => _ = Fcntl(descriptor, SetFlags, NonBlocking);

    /// <summary>Reads; 0 at the end, -1 when nothing is there yet. What cannot be read any more has ended.</summary>
    public static int Read(int descriptor, Span<byte> into)
    {
        while (true)
        {
            fixed (byte* bytes = into)
            {
                nint count = ReadCall(descriptor, bytes, into.Length);
                if (count >= 0)
                    return (int)count;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                return error == Again ? -1 : 0;
        }
    }

    /// <summary>Writes what there is room for; 0 for no room, -1 when nobody reads any more.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> from)
    {
        while (true)
        {
            fixed (byte* bytes = from)
            {
                nint count = WriteCall(descriptor, bytes, from.Length);
                if (count >= 0)
                    return (int)count;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                return error == Again ? 0 : -1;
        }
    }

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int descriptor) => CloseCall(descriptor);

    /// <summary>Waits for one of these; false when the time is over.</summary>
    public static bool Poll(Span<PollEntry> entries, int milliseconds)
    {
        fixed (PollEntry* first = entries)
            return PollCall(first, (nuint)entries.Length, milliseconds) > 0;
    }

    /// <summary>Signals a whole process group; nothing happens when there is none.</summary>
    public static void SignalGroup(int group, int signal) => KillCall(-group, signal);

    /// <summary>Takes the end of a program; false while it runs, and only when told not to block.</summary>
    public static bool Wait(int process, bool block, out int status, out ResourceUse use)
    {
        use = default;
        while (true)
        {
            int state = 0;
            fixed (ResourceUse* used = &use)
            {
                int ended = Wait4(process, &state, block ? 0 : 1, used);
                status = state;
                if (ended == process)
                    return true;
                if (ended == 0)
                    return false;
            }
            // Somebody else took its end, which then is unknown.
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                status = -1;
                return true;
            }
        }
    }

    /// <summary>True for a program that has ended and whose end nobody has taken.</summary>
    public static bool HasEnded(int process)
    {
        // siginfo_t; its first number is the signal, 0 while the program runs.
        int* found = stackalloc int[32];
        found[0] = 0;
        return WaitId(ByProcess, process, found, Ended | NoHang | NoWait) != 0 || found[0] != 0;
    }

    /// <summary>Gives a pipe this much room, where the system allows it.</summary>
    public static void SetPipeSize(int descriptor, int bytes) => _ = Fcntl(descriptor, SetSize, bytes);

    /// <summary>A descriptor that becomes readable when the program has ended; -1 where the kernel has none (before 5.3).</summary>
    public static int OpenPidFd(int process) => (int)SystemCall(PidFdOpen, process, 0);

    /// <summary>The most memory that this process ever had resident, in bytes: what a program that it starts is counted with.</summary>
    public static long OwnPeak()
    {
        ResourceUse use = default;
        return GetUsage(0, &use) == 0 ? use.PeakKibibytes << 10 : 0;
    }

    /// <summary>
    /// Starts a program, which is searched in PATH, with these as its standard streams, in a process group of its own (or a session), with signals as they are by default.
    /// </summary>
    /// <returns>0 and its number, or an errno.</returns>
    public static int Spawn(byte** arguments, byte** environment, int input, int output, int error, bool ownSession, out int process)
    {
        byte* types = stackalloc byte[3 * TypeBytes];
        byte* actions = types, attributes = types + TypeBytes, signals = types + 2 * TypeBytes;
        int failed = ActionsInit(actions);
        if (failed == 0)
            failed = AttributesInit(attributes);
        process = 0;
        if (failed != 0)
            return failed;
        ActionsDuplicate(actions, input, 0);
        ActionsDuplicate(actions, output, 1);
        ActionsDuplicate(actions, error, 2);
        SignalsEmpty(signals);
        AttributesMask(attributes, signals);
        SignalsFill(signals);
        AttributesDefaults(attributes, signals);
        AttributesGroup(attributes, 0);
        AttributesFlags(attributes, (short)(SetSignalDefaults | SetSignalMask | (ownSession ? SetSession : SetProcessGroup)));
        int number = 0;
        failed = SpawnCall(&number, arguments[0], actions, attributes, arguments, environment);
        process = number;
        ActionsDestroy(actions);
        AttributesDestroy(attributes);
        return failed;
    }

    // One of 0 to 2 would be overwritten by the program's own before it is used.
    static int AboveStandard(int descriptor)
    {
        if (descriptor > 2)
            return descriptor;
        int moved = Fcntl(descriptor, DuplicateCloseOnExec, 3);
        CloseCall(descriptor);
        return moved;
    }
}
