using System.Runtime.InteropServices;

namespace Sluice.Processing.Programs;

internal static unsafe partial class PosixProcess
{
    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadCall(int descriptor, byte* into, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int descriptor, byte* from, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial void CloseCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int PollCall(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial void KillCall(int process, int signal);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4(int process, int* status, int options, ResourceUse* use);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int WaitId(int kind, int process, int* found, int options);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, ResourceUse* use);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int SpawnCall(int* process, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial void ActionsDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial void ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial void AttributesFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial void AttributesGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial void AttributesMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial void AttributesDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial void AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial void SignalsEmpty(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial void SignalsFill(byte* signals);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        /// <summary>What to look at; negative for nothing.</summary>
        public int Descriptor;

        /// <summary>What to wait for.</summary>
        public short Events;

        /// <summary>What was found.</summary>
        public short Found;
    }

    /// <summary>struct rusage of 64-bit Linux (getrusage(2)).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ResourceUse
    {
        long _userSeconds, _userMicroseconds, _systemSeconds, _systemMicroseconds;

        /// <summary>Most memory resident, in KiB.</summary>
        public long PeakKibibytes;

        fixed long _others[13];

        /// <summary>Time on a processor, in the program.</summary>
        public readonly TimeSpan User => TimeSpan.FromTicks(_userSeconds * TimeSpan.TicksPerSecond + _userMicroseconds * TimeSpan.TicksPerMicrosecond);

        /// <summary>Time on a processor, in the kernel.</summary>
        public readonly TimeSpan System => TimeSpan.FromTicks(_systemSeconds * TimeSpan.TicksPerSecond + _systemMicroseconds * TimeSpan.TicksPerMicrosecond);
    }
}
