using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>Classifies what the file system says, once.</summary>
internal static class LocalFailure
{
    // errno of Linux and macOS, and HRESULT of Windows, as IOException.HResult carries them.
    const int NoSpace = 28;
    const int ReadOnly = 30;
    const int FileTooLarge = 27;
    const int QuotaLinux = 122;
    const int QuotaMac = 69;
    const int NameTooLongLinux = 36;
    const int NameTooLongMac = 63;
    const int BrokenPipe = 32;
    const int TooManyOfProcess = 24;
    const int TooManyOfSystem = 23;
    const int DiskFullWindows = unchecked((int)0x80070070);
    const int HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>True for exceptions that say something of a file rather than of this program.</summary>
    public static bool IsLocal(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException || IsTooLarge(exception);

    /// <summary>The failure; the path is named in its message.</summary>
    public static Failure From(Exception exception, string? path)
    {
        if (exception is PlaceException place)
            return place.Failure;
        string name = path is null ? "" : DisplayText.Of(path) + ": ";
        return exception switch
        {
            UnauthorizedAccessException => new(FailureKind.Denied, RetryClass.Never, name + "The file system refused access.") { Code = "Denied" },
            FileNotFoundException or DirectoryNotFoundException => new(FailureKind.NotFound, RetryClass.Never, name + "The file is not there any more.") { Code = "Missing" },
            EndOfStreamException => Failure.Changed(name + "The file became shorter while it was read."),
            _ when IsTooLarge(exception) => Failure.Local("DiskFull", name + "The file is larger than the file system or its limit allows."),
            PathTooLongException => Failure.Local("NameTooLong", name + "The name is too long for this file system."),
            _ => exception.HResult switch
            {
                NoSpace or DiskFullWindows or HandleDiskFullWindows => Failure.Local("DiskFull", name + "No space is left on the device."),
                ReadOnly => Failure.Local("ReadOnly", name + "The file system is read-only."),
                QuotaLinux or QuotaMac => Failure.Local("DiskFull", name + "The disk quota is used up."),
                NameTooLongLinux or NameTooLongMac => Failure.Local("NameTooLong", name + "The name is too long for this file system."),
                TooManyOfProcess or TooManyOfSystem => Failure.Local("TooManyFiles", name + "No further file can be opened: the limit of the process (ulimit -n) or of the system is reached.") with { Retry = RetryClass.AfterBackoff },
                BrokenPipe => Failure.Local("BrokenPipe", name + "The reader went away."),
                _ => Failure.Local("LocalError", name + DisplayText.Of(exception.Message)),
            },
        };
    }

    // .NET turns EFBIG into the one exception that is none of the file system's; our own streams do not.
    static bool IsTooLarge(Exception exception) => exception is ArgumentOutOfRangeException { ParamName: "value" } or IOException { HResult: FileTooLarge };
}
