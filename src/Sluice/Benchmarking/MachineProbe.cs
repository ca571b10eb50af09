using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sluice.Engine.Memory;
using Sluice.Failures;

namespace Sluice.Benchmarking;

/// <summary>Finds out which machine measures. What it cannot find out is null, and never a guess.</summary>
public static class MachineProbe
{
    /// <summary>Looks at this machine. Resolves the endpoint's name, and sends it nothing.</summary>
    /// <param name="endpoint">Where requests go: the endpoint, or the proxy on the way to it.</param>
    /// <param name="version">Version of sluice.</param>
    /// <param name="server">What the endpoint calls itself; null when it did not say.</param>
    public static BenchMachine Look(Uri endpoint, string version, string? server = null)
    {
        string? route = RouteTo(endpoint)?.Name;
        return new BenchMachine
        {
            Sluice = version,
            Cpu = Processor(),
            // Takes affinity and the CPU quota of the control group into account.
            Cores = Environment.ProcessorCount,
            Memory = MemoryLimit.OfProcess(),
            System = SystemName(),
            Runtime = RuntimeInformation.FrameworkDescription,
            Interface = route is null ? null : DisplayText.Of(route),
            InterfaceSpeed = route is null ? null : SpeedOf(route, "/sys/class/net"),
            Server = string.IsNullOrEmpty(server) ? null : DisplayText.Of(server),
        };
    }

    /// <summary>
    /// Bits per second of an interface as Linux tells it: <c>speed</c> is in Mbit/s, and -1 or unreadable where the driver does
    /// not know (Documentation/ABI/testing/sysfs-class-net).
    /// </summary>
    internal static long? SpeedOf(string route, string directory) =>
        ReadLine(Path.Combine(directory, route, "speed")) is { } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long megabits) && megabits is > 0 and < 1L << 32
            // All ones as 32 bits: unknown, as older drivers write it.
            && megabits != uint.MaxValue ? megabits * 1_000_000 : null;

    /// <summary>The processor's name from a list such as /proc/cpuinfo; null when it has none, as on many ARM machines.</summary>
    internal static string? ProcessorIn(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim() is "model name" or "Model" or "cpu model" && line.AsSpan(colon + 1).Trim() is { Length: > 0 } name)
                return DisplayText.Of(name.ToString());
        }
        return null;
    }

    static string? Processor()
    {
        try
        {
            return OperatingSystem.IsLinux() ? ProcessorIn(File.ReadLines("/proc/cpuinfo")) : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string SystemName() => ReadLine("/proc/sys/kernel/osrelease") is { } kernel
        ? $"Linux {kernel}, {RuntimeInformation.OSDescription}"
        : RuntimeInformation.OSDescription;

    // The kernel picks the local address when a datagram socket is connected; nothing is sent.
    static NetworkInterface? RouteTo(Uri endpoint)
    {
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(endpoint.DnsSafeHost);
            if (addresses.Length == 0)
                return null;
            using Socket socket = new(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(addresses[0], endpoint.Port > 0 ? endpoint.Port : 443);
            IPAddress local = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return Array.Find(NetworkInterface.GetAllNetworkInterfaces(),
                found => found.GetIPProperties().UnicastAddresses.Any(address => address.Address.Equals(local)));
        }
        catch (Exception unknown) when (unknown is SocketException or NetworkInformationException or ArgumentException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    static string? ReadLine(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadLines(file).FirstOrDefault()?.Trim() : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
