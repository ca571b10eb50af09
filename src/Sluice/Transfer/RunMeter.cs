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
    readonly DateTimeOffset _began;
    readonly Environment.ProcessCpuUsage _cpu;
    readonly RequestTotals _before;
    readonly Dictionary<string, long> _reasonsBefore;

    /// <summary>Begins to measure.</summary>
    public RunMeter(TimeProvider clock, S3ClientFactory clients)
    {
        _clock = clock;
        _clients = clients;
        _start = clock.GetTimestamp();
        _began = clock.GetUtcNow();
        _cpu = Usage();
        _before = Tally();
        _reasonsBefore = Reasons();
    }

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    /// <summary>Attempts after the first, since the beginning, those of the ledger's bodies included.</summary>
    public long Retries(TransferLedger ledger) => (Tally() - _before).Retries + ledger.Refetches;

    /// <summary>Why, the most frequent first; empty while there were none.</summary>
    public IReadOnlyList<RetryReason> RetryReasons(TransferLedger ledger)
    {
        if (Retries(ledger) == 0)
            return [];
        List<RetryReason> reasons = ledger.Refetches > 0 ? [new RetryReason("body broke off", ledger.Refetches)] : [];
        foreach ((string reason, long count) in Reasons())
            if (count > _reasonsBefore.GetValueOrDefault(reason))
                reasons.Add(new RetryReason(reason, count - _reasonsBefore.GetValueOrDefault(reason)));
        reasons.Sort(static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Reason, b.Reason));
        return reasons;
    }

    Dictionary<string, long> Reasons()
    {
        Dictionary<string, long> sum = new(StringComparer.Ordinal);
        foreach (S3Client client in _clients.Clients)
            foreach ((string reason, long count) in client.Counters.RetryReasons)
                sum[reason] = sum.GetValueOrDefault(reason) + count;
        return sum;
    }

    /// <summary>The report of a run that has ended.</summary>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="interrupted">It was stopped.</param>
    /// <param name="listingError">Why its listing broke off; null when it did not.</param>
    /// <param name="firstBegun">When the first of the runs began with which this one goes on, by the clock of this machine; null for none.</param>
    public TransferReport Report(TransferLedger ledger, bool interrupted, Failure? listingError, DateTimeOffset? firstBegun = null)
    {
        (long listed, _, _, OutcomeCounts outcomes, long bytes) = ledger.Totals();
        RequestTotals since = Tally() - _before;
        Environment.ProcessCpuUsage cpu = Usage();
        return new TransferReport
        {
            Listed = listed,
            Outcomes = outcomes,
            Bytes = bytes,
            ResumedBytes = ledger.ResumedBytes,
            EarlierItems = ledger.Earlier.Items,
            EarlierBytes = ledger.Earlier.Bytes,
            Planned = ledger.WouldBe.Items,
            PlannedBytes = ledger.WouldBe.Bytes,
            Staying = ledger.Staying,
            Existing = ledger.Existing,
            Hidden = ledger.Hidden,
            NullMarkers = ledger.NullMarkers,
            Began = (firstBegun < _began ? firstBegun.Value : _began) + _clients.Clients.Select(static client => client.ClockAhead).DefaultIfEmpty().Min(),
            Verified = ledger.Verified(),
            Lost = ledger.Lost(),
            Elapsed = Elapsed,
            Requests = since.Requests,
            Successes = since.Successes,
            Retries = since.Retries + ledger.Refetches,
            RetryReasons = RetryReasons(ledger),
            Throttles = since.Throttles,
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

    /// <summary>What the requests of all clients have done so far.</summary>
    public RequestTotals Tally()
    {
        RequestTotals sum = default;
        foreach (S3Client client in _clients.Clients)
        {
            WireCounters counters = client.Counters;
            sum += new RequestTotals(counters.BytesReceived + counters.BytesSent, counters.Requests, counters.Successes, counters.Retries, counters.Throttles, counters.Waiting, counters.Answers, counters.Waited);
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
