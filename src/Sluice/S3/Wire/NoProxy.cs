using System.Net;

namespace Sluice.S3.Wire;

/// <summary>
/// The hosts of NO_PROXY, separated by commas or blanks: a name with all names below it (also written <c>.name</c> or <c>*.name</c>), an
/// address, a network such as <c>10.0.0.0/8</c>, each with a port or without, or <c>*</c> for all. Names are not resolved.
/// </summary>
internal sealed class NoProxy(string text)
{
    readonly string[] _entries = text.Split([',', ' ', '\t', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether an origin is reached directly.</summary>
    public bool Covers(Origin origin)
    {
        IPAddress? address = IPAddress.TryParse(origin.Host, out IPAddress? parsed) ? parsed : null;
        foreach (string entry in _entries)
            if (entry == "*" || Covers(entry, origin, address))
                return true;
        return false;
    }

    static bool Covers(ReadOnlySpan<char> entry, Origin origin, IPAddress? address)
    {
        // 1 A port: behind brackets, or behind the only colon.
        int colon = entry.LastIndexOf(':');
        bool isBracketed = entry[0] == '[';
        if (colon > 0 && (isBracketed ? entry[colon - 1] == ']' : entry.IndexOf(':') == colon) && int.TryParse(entry[(colon + 1)..], out int port))
        {
            if (port != origin.Port)
                return false;
            entry = entry[..colon];
        }
        if (isBracketed)
            entry = entry.Trim("[]");
        // 2 A network or an address.
        if (address is not null)
            return IPNetwork.TryParse(entry, out IPNetwork network) ? network.Contains(Plain(address))
                : IPAddress.TryParse(entry, out IPAddress? other) && Plain(other).Equals(Plain(address));
        // 3 A name, and what is below it.
        ReadOnlySpan<char> name = entry.StartsWith("*.") ? entry[2..] : entry.TrimStart('.');
        name = name.TrimEnd('.');
        ReadOnlySpan<char> host = origin.Host.AsSpan().TrimEnd('.');
        return !name.IsEmpty && host.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (host.Length == name.Length || host[^(name.Length + 1)] == '.');
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
