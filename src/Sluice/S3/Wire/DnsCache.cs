using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sluice.S3.Wire;

/// <summary>
/// The addresses of an endpoint's host names. New connections go round all of them, because S3 spreads load by handing
/// out several; one that failed goes to the end of the line for a while.
/// </summary>
internal sealed class DnsCache(TimeProvider clock)
{
    /// <summary>S3's own records live seconds; asking once a minute follows a move soon enough and costs nothing.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>How long an address that refused a connection is tried last.</summary>
    static readonly TimeSpan Penalty = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<string, Entry> _hosts = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentDictionary<IPAddress, long> _penalised = new();
    int _turn;

    /// <summary>All addresses in the order to try them. Throws <see cref="SocketException"/> or <see cref="TimeoutException"/> when the name cannot be resolved.</summary>
    public IPAddress[] InTurn(string host, TimeSpan limit, CancellationToken cancellationToken)
    {
        IPAddress[] known = Resolve(host, limit, cancellationToken);
        if (known.Length == 1)
            return known;
        int first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)known.Length);
        List<IPAddress> order = new(known.Length);
        List<IPAddress> last = [];
        for (int i = 0; i < known.Length; i++)
        {
            IPAddress address = known[(first + i) % known.Length];
            (IsPenalised(address) ? last : order).Add(address);
        }
        order.AddRange(last);
        return [.. order];
    }

    /// <summary>Remembers that a connection to an address failed.</summary>
    public void Penalise(IPAddress address) => _penalised[address] = clock.GetTimestamp();

    bool IsPenalised(IPAddress address)
    {
        if (!_penalised.TryGetValue(address, out long since))
            return false;
        if (clock.GetElapsedTime(since) < Penalty)
            return true;
        _penalised.TryRemove(address, out _);
        return false;
    }

    IPAddress[] Resolve(string host, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
            return [literal];
        if (_hosts.TryGetValue(host, out Entry? entry) && clock.GetElapsedTime(entry.Since) < Lifetime)
            return entry.Addresses;
        try
        {
            // A blocking lookup cannot be called off; this one is waited for, and left alone when it takes too long.
            IPAddress[] found = Dns.GetHostAddressesAsync(host, CancellationToken.None).WaitAsync(limit, clock, cancellationToken).GetAwaiter().GetResult();
            if (found.Length == 0)
                throw new SocketException((int)SocketError.NoData);
            _hosts[host] = new Entry(found, clock.GetTimestamp());
            return found;
        }
        catch (Exception failure) when (entry is not null && failure is SocketException or TimeoutException)
        {
            // Names that cannot be resolved for a moment keep their addresses.
            return entry!.Addresses;
        }
    }

    sealed record Entry(IPAddress[] Addresses, long Since);
}
