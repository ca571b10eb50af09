using System.Globalization;

namespace Sluice.Tests.Scenarios;

/// <summary>Processes of this machine, as Linux tells of them.</summary>
static class ProcessTable
{
    /// <summary>Programs that sleep so many seconds, which nobody else does.</summary>
    public static int Sleeping(string seconds) => All(directory => Words(directory) == $"sleep\0{seconds}\0").Count();

    /// <summary>Programs that a command runs, without the shell that ends what they leave behind. Each is a group of its own.</summary>
    public static IEnumerable<string> ProgramsOf(int parent) => All(directory =>
        // The parent is the second field behind the name (proc(5)).
        File.ReadAllText(Path.Combine(directory, "stat")) is var stat
        && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture)
        && !Words(directory).Contains("sluice-watch", StringComparison.Ordinal));

    static string Words(string directory) => File.ReadAllText(Path.Combine(directory, "cmdline"));

    static IEnumerable<string> All(Func<string, bool> isMeant) => Directory.EnumerateDirectories("/proc").Where(directory =>
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(directory)[0]) && isMeant(directory);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }).Select(static directory => Path.GetFileName(directory));
}
