using System.Globalization;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire;

namespace Sluice.Transfer;

/// <summary>Measures this process over one run: time, CPU, memory, requests.</summary>
internal sealed class RunMeter
{
    readonly TimeProvider _clock;
    readonly S3ClientFactory _clients;
    readonly long _start;
    readonly Environment.ProcessCpuUsage _cpu;
    readonly (long Requests, long Successes, long Retries, long Throttles) _before;

    /// <summary>Begins to measure.</summary>
    public RunMeter(TimeProvider clock, S3ClientFactory clients)
    {
        _clock = clock;
        _clients = clients;
        _start = clock.GetTimestamp();
        _cpu = Usage();
        _before = Count();
    }

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    /// <summary>Attempts after the first, since the beginning, those of the ledger's bodies included.</summary>
    public long Retries(Ledger ledger) => Count().Retries - _before.Retries + ledger.Refetches;

    /// <summary>The report of a run that has ended.</summary>
    public TransferReport Report(Ledger ledger, bool interrupted, S3Error? listingError)
    {
        (long listed, _, _, OutcomeCounts outcomes, long bytes) = ledger.Totals();
        (long requests, long successes, long retries, long throttles) = Count();
        Environment.ProcessCpuUsage cpu = Usage();
        return new TransferReport
        {
            Listed = listed,
            Outcomes = outcomes,
            Bytes = bytes,
            EarlierBytes = ledger.EarlierBytes,
            Planned = ledger.WouldBe.Items,
            PlannedBytes = ledger.WouldBe.Bytes,
            Staying = ledger.Staying,
            Verified = ledger.Verified(),
            Lost = ledger.Lost(),
            Elapsed = Elapsed,
            Requests = requests - _before.Requests,
            Successes = successes - _before.Successes,
            Retries = retries - _before.Retries + ledger.Refetches,
            Throttles = throttles - _before.Throttles,
            UserCpu = cpu.UserTime - _cpu.UserTime,
            SystemCpu = cpu.PrivilegedTime - _cpu.PrivilegedTime,
            PeakMemory = PeakMemory(),
            Interrupted = interrupted,
            ListingError = listingError,
            Concessions = [.. _clients.Clients.SelectMany(static client => client.Concessions).Distinct()],
        };
    }

    static Environment.ProcessCpuUsage Usage() =>
        OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsBrowser() ? default : Environment.CpuUsage;

    (long Requests, long Successes, long Retries, long Throttles) Count()
    {
        (long requests, long successes, long retries, long throttles) sum = default;
        foreach (S3Client client in _clients.Clients)
        {
            WireCounters counters = client.Counters;
            sum.requests += counters.Requests;
            sum.successes += counters.Successes;
            sum.retries += counters.Retries;
            sum.throttles += counters.Throttles;
        }
        return sum;
    }

    // VmHWM is the peak resident set (proc(5)); .NET's own figure is 0 on Linux.
    internal static long PeakMemory()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)
                    && long.TryParse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kibibytes))
                    return kibibytes << 10;
        }
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
