using System.Diagnostics;
using System.Globalization;

namespace Sluice.Processing.Programs;

/// <summary>Memory of other processes, as Linux tells it.</summary>
internal static class ResidentMemory
{
    // A look at all processes costs at most a twentieth of a processor, however many there are.
    static readonly TimeSpan LeastAge = TimeSpan.FromMilliseconds(100);
    const int CostShare = 20;

    // Fields of /proc/PID/stat behind the name (proc(5)): the process group, and pages that are resident.
    const int GroupField = 2;
    const int PagesField = 21;

    static readonly Lock _gate = new();
    // Guarded by _gate.
    static Dictionary<int, List<(int Process, long Bytes)>> _groups = [];
    static long _lookedAt;
    static TimeSpan _cost;

    /// <summary>
    /// Bytes that all processes of a group have resident, what they share counted once; at most a tenth of a second old, older where there are very many
    /// processes. 0 when that cannot be told.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="limit">Shared memory is told apart, which costs more, only where the sum is beyond this.</param>
    public static long OfGroup(int group, long limit)
    {
        List<(int Process, long Bytes)>? members;
        lock (_gate)
        {
            TimeSpan least = _cost * CostShare > LeastAge ? _cost * CostShare : LeastAge;
            if (_lookedAt == 0 || Stopwatch.GetElapsedTime(_lookedAt) >= least)
            {
                long start = Stopwatch.GetTimestamp();
                _groups = Look();
                _lookedAt = Stopwatch.GetTimestamp();
                _cost = Stopwatch.GetElapsedTime(start);
            }
            if (!_groups.TryGetValue(group, out members))
                return 0;
        }
        long sum = 0;
        foreach ((_, long bytes) in members)
            sum += bytes;
        if (sum <= limit || members.Count == 1)
            return sum;
        long shares = 0;
        foreach ((int process, long bytes) in members)
            shares += Kibibytes($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/smaps_rollup", "Pss:") is > 0 and long share ? share << 10 : 0;
        return shares;
    }

    static Dictionary<int, List<(int Process, long Bytes)>> Look()
    {
        Dictionary<int, List<(int Process, long Bytes)>> groups = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
                continue;
            try
            {
                string text = File.ReadAllText(Path.Combine(directory, "stat"));
                string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                if (fields.Length <= PagesField || !int.TryParse(fields[GroupField], NumberStyles.None, CultureInfo.InvariantCulture, out int group)
                    || !long.TryParse(fields[PagesField], NumberStyles.None, CultureInfo.InvariantCulture, out long pages))
                    continue;
                if (!groups.TryGetValue(group, out List<(int Process, long Bytes)>? members))
                    groups.Add(group, members = []);
                members.Add((process, pages * Environment.SystemPageSize));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended.
            }
        }
        return groups;
    }

    /// <summary>The most that a process has had resident, in bytes; 0 when that cannot be told (VmHWM of proc(5)).</summary>
    public static long PeakOf(int process) => Kibibytes($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status", "VmHWM:") << 10;

    // 0 for a file that is gone, or lacks the line.
    static long Kibibytes(string path, string field)
    {
        try
        {
            foreach (string line in File.ReadLines(path))
                if (line.StartsWith(field, StringComparison.Ordinal) && long.TryParse(line.AsSpan(field.Length).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes))
                    return kibibytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }
        return 0;
    }
}
