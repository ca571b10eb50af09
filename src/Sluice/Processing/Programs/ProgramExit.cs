using System.Globalization;

namespace Sluice.Processing.Programs;

/// <summary>How one run of a program ended, and what it used.</summary>
/// <param name="Code">Its exit code; null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null for none.</param>
internal readonly record struct ProgramExit(int? Code, int? Signal)
{
    /// <summary>The exit code for work that may succeed later (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Retry = 75;

    /// <summary>The exit code for an object that should be set apart (EX_DATAERR of sysexits.h).</summary>
    public const int BadData = 65;

    /// <summary>Why Sluice ended it itself; null when it did not.</summary>
    public string? Ended { get; init; }

    /// <summary>From its start to its end.</summary>
    public TimeSpan Wall { get; init; }

    /// <summary>Time on a processor, in the program.</summary>
    public TimeSpan User { get; init; }

    /// <summary>Time on a processor, in the kernel.</summary>
    public TimeSpan System { get; init; }

    /// <summary>
    /// Most memory resident, in bytes; null when nobody knows: Linux counts the memory of whoever starts a program with it, so
    /// that less than Sluice itself has is only known of programs that run long enough to be looked at.
    /// </summary>
    public long? PeakMemory { get; init; }

    /// <summary>Bytes that it was given on its standard input.</summary>
    public long BytesIn { get; init; }

    /// <summary>True for an end with exit code 0 that nobody else caused.</summary>
    public bool IsGood => Code == 0 && Ended is null;

    /// <summary>True when another attempt may end better: it asked for one, was killed, or took too long.</summary>
    public bool MayPass => Code == Retry || Signal is not null || Ended is not null;

    /// <summary>How it ended, in words.</summary>
    public string Describe() => Ended
        ?? (Signal is { } signal ? $"it was ended by {NameOf(signal)}" : string.Create(CultureInfo.InvariantCulture, $"exit code {Code}"));

    /// <summary>A short name of how it ended, for programs.</summary>
    public string Name => Ended is not null ? "Ended" : Signal is { } signal ? NameOf(signal) : string.Create(CultureInfo.InvariantCulture, $"Exit{Code}");

    /// <summary>What wait4(2) gave as a status.</summary>
    public static ProgramExit From(int status) => status < 0 ? new ProgramExit(null, null)
        : (status & 0x7f) == 0 ? new ProgramExit(status >> 8 & 0xff, null) : new ProgramExit(null, status & 0x7f);

    // signal(7), the same on x86-64 and arm64.
    static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };
}
