using System.Globalization;

namespace Sluice.Engine.Memory;

/// <summary>How much memory this process may use, as its container or machine says.</summary>
internal static class MemoryLimit
{
    const long MaxDefault = 1L << 30;
    const long MinDefault = 64L << 20;

    /// <summary>Default budget: a quarter of the limit, at most 1 GiB, at least 64 MiB.</summary>
    public static long Default() => DefaultFor(CgroupLimit("/proc/self/cgroup", "/sys/fs/cgroup") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Bytes this process may use: the machine's, or its control group's limit when that is less.</summary>
    public static long OfProcess()
    {
        // Where a control group has a limit, the collector's own figure is only a share of it.
        long machine = MachineMemory("/proc/meminfo") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return CgroupLimit("/proc/self/cgroup", "/sys/fs/cgroup") is { } limit && limit < machine ? limit : machine;
    }

    internal static long DefaultFor(long limit) => Math.Clamp(limit / 4, MinDefault, MaxDefault);

    /// <summary>
    /// The smallest limit on the way from this process's control group to the root, in bytes; null without one.
    /// Version 2 (memory.max) and version 1 (memory.limit_in_bytes), as the kernel's cgroup documentation lays them out.
    /// </summary>
    internal static long? CgroupLimit(string membership, string root)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            long? smallest = null;
            foreach (string line in File.ReadLines(membership))
            {
                string[] fields = line.Split(':', 3);
                if (fields.Length != 3)
                    continue;
                bool version2 = fields[0] == "0" && fields[1].Length == 0;
                if (!version2 && !fields[1].Split(',').Contains("memory"))
                    continue;
                string mount = version2 ? root : Path.Combine(root, "memory");
                string file = version2 ? "memory.max" : "memory.limit_in_bytes";
                for (string group = fields[2].Trim('/'); ; group = Path.GetDirectoryName(group) ?? "")
                {
                    if (Read(Path.Combine(mount, group, file)) is { } limit && !(limit >= smallest))
                        smallest = limit;
                    if (group.Length == 0)
                        break;
                }
            }
            return smallest;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // MemTotal, in KiB (proc(5)).
    static long? MachineMemory(string meminfo)
    {
        if (!File.Exists(meminfo))
            return null;
        string? total = File.ReadLines(meminfo).FirstOrDefault(static line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        return total is not null && long.TryParse(total.AsSpan("MemTotal:".Length).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024 : null;
    }

    // Version 1 says "no limit" with a number near 2^63; version 2 with the word max.
    static long? Read(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
            && limit is > 0 and < 1L << 60 ? limit : null;
}
