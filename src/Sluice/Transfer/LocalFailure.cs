using Sluice.Engine;
using Sluice.Failures;

namespace Sluice.Transfer;

/// <summary>Classifies what the file system says, once.</summary>
internal static class LocalFailure
{
    // errno of Linux and macOS, and HRESULT of Windows, as IOException.HResult carries them.
    const int NoSpace = 28;
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
    public static ItemFailure Of(Exception exception, string? path)
    {
        string name = path is null ? "" : DisplayText.Of(path) + ": ";
        return exception switch
        {
            UnauthorizedAccessException => new(OutcomeKind.Denied, "Denied", name + "The file system refused access."),
            FileNotFoundException or DirectoryNotFoundException => new(OutcomeKind.Missing, "Missing", name + "The file is not there any more."),
            EndOfStreamException => ItemFailure.Changed(name + "The file became shorter while it was read."),
            _ when IsTooLarge(exception) => new(OutcomeKind.Failed, "DiskFull", name + "The file is larger than the file system or its limit allows."),
            PathTooLongException => new(OutcomeKind.Failed, "NameTooLong", name + "The name is too long for this file system."),
            _ => exception.HResult switch
            {
                NoSpace or DiskFullWindows or HandleDiskFullWindows => new(OutcomeKind.Failed, "DiskFull", name + "No space is left on the device."),
                QuotaLinux or QuotaMac => new(OutcomeKind.Failed, "DiskFull", name + "The disk quota is used up."),
                NameTooLongLinux or NameTooLongMac => new(OutcomeKind.Failed, "NameTooLong", name + "The name is too long for this file system."),
                TooManyOfProcess or TooManyOfSystem => new(OutcomeKind.Failed, "TooManyFiles", name + "No further file can be opened: the limit of the process (ulimit -n) or of the system is reached.") { MayPass = true },
                BrokenPipe => new(OutcomeKind.Failed, "BrokenPipe", name + "The reader went away."),
                _ => new(OutcomeKind.Failed, "LocalError", name + DisplayText.Of(exception.Message)),
            },
        };
    }

    // .NET turns EFBIG into the one exception that is none of the file system's; our own streams do not.
    static bool IsTooLarge(Exception exception) => exception is ArgumentOutOfRangeException { ParamName: "value" } or IOException { HResult: FileTooLarge };
}
