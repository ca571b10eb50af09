using System.Globalization;

namespace Sluice.Processing.Programs;

/// <summary>Memory of other processes, as Linux tells it.</summary>
internal static class ResidentMemory
{
    /// <summary>The most that a process has had resident, in bytes; 0 when that cannot be told (VmHWM of proc(5)).</summary>
    public static long PeakOf(int process)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal) && long.TryParse(line.AsSpan("VmHWM:".Length).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes))
                    return kibibytes << 10;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }
        return 0;
    }
}
