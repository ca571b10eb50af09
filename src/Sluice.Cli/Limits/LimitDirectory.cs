using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Sluice.Cli.Limits;

/// <summary>
/// Where running commands listen: a Unix domain socket each, named by the process and where its number counts, in a directory that nobody else may enter.
/// Hosts and containers may share that directory, and no socket answers from another one: theirs are not touched.
/// </summary>
static class LimitDirectory
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    static readonly string Ending = EndingOf(Environment.MachineName, PidNamespace());

    /// <summary>The directory; need not exist.</summary>
    public static string Root => Path.Combine(StateDirectory.Root, "running");

    /// <summary>The socket of a process.</summary>
    public static string SocketOf(int pid) => Path.Combine(Root, pid.ToString(CultureInfo.InvariantCulture) + Ending);

    /// <summary>What the names of sockets end with on a host, or in a container. A hash: the path of a socket has 108 bytes at most (unix(7)).</summary>
    /// <param name="host">Its name.</param>
    /// <param name="pidNamespace">In which a number is that of one process; empty where there is nothing of the kind.</param>
    public static string EndingOf(string host, string pidNamespace) =>
        $"-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{host}\n{pidNamespace}")))[..8]}.sock";

    /// <summary>Makes the directory, or closes it to others when it is there. Throws as <see cref="Directory"/> does.</summary>
    public static void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Root);
            return;
        }
        Directory.CreateDirectory(Root, OwnerOnly);
        if (File.GetUnixFileMode(Root) != OwnerOnly)
            File.SetUnixFileMode(Root, OwnerOnly);
    }

    /// <summary>Processes of this host that have a socket, dead ones too, by number.</summary>
    public static IReadOnlyList<int> Processes()
    {
        try
        {
            return Directory.Exists(Root)
                ? [.. Directory.EnumerateFiles(Root, "*" + Ending).Select(static path => int.TryParse(Path.GetFileName(path.AsSpan())[..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
                    .Where(static pid => pid > 0).Order()]
                : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // As pid_namespaces(7) has it: pid:[4026531836].
    static string PidNamespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>True for a process that is stopped (SIGSTOP, Ctrl-Z), from proc(5); false where the system does not say.</summary>
    public static bool IsStopped(int pid)
    {
        try
        {
            string status = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            // PID (NAME) STATE: the name may hold anything.
            return status.LastIndexOf(')') is > 0 and int end && end + 2 < status.Length && status[end + 2] is 'T' or 't';
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes sockets behind which nobody listens: a socket gets its name when its process listens, so they are those of the dead.</summary>
    public static void RemoveDead()
    {
        foreach (int pid in Processes())
        {
            // Connections to one that is stopped would wait in its queue, which is short.
            if (IsStopped(pid))
                continue;
            try
            {
                using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Connect(new UnixDomainSocketEndPoint(SocketOf(pid)));
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                Remove(SocketOf(pid));
            }
            catch (Exception odd) when (odd is SocketException or ArgumentException)
            {
                // Not to be reached, and not known to be dead.
            }
        }
    }

    /// <summary>Removes a socket, if it can be.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next command tries again.
        }
    }
}
