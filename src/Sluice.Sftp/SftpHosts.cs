using System.Collections.Concurrent;
using System.Globalization;
using Sluice.Failures;
using Sluice.Sftp.Protocol;
using Sluice.Sftp.Ssh;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>
/// The hosts that a program reaches over SFTP, with their connections: made when they are first needed, shared by all that copy, ended by disposal.
/// One instance lives as long as the program's runs.
/// </summary>
public sealed class SftpHosts : IDisposable
{
    /// <summary>How locations on hosts begin.</summary>
    public const string Scheme = "sftp://";

    // Of all hosts of the process: its journals know its names by one mark.
    static long _names;

    readonly ConcurrentDictionary<SftpEndpoint, SftpHost> _hosts = new();
    readonly TimeProvider _clock;
    readonly Lazy<ITimer> _watch;

    /// <summary>Reaches hosts in this way.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="clock">Tells time; null for the system's.</param>
    /// <param name="stop">Ends waits for connections.</param>
    public SftpHosts(SftpOptions? options = null, TimeProvider? clock = null, CancellationToken stop = default)
    {
        Options = options ?? new SftpOptions();
        if (Options.Program.Count == 0)
            throw new ArgumentException("The command of the ssh client has no words.", nameof(options));
        (_clock, Stop) = (clock ?? TimeProvider.System, stop);
        Connect = (endpoint, how, given) => SshSession.Open(endpoint, how, _clock, given);
        _watch = new Lazy<ITimer>(() => _clock.CreateTimer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
    }

    internal SftpOptions Options { get; }

    /// <summary>Logs in at a host; throws <see cref="PlaceException"/>. Replaced by tests.</summary>
    internal Func<SftpEndpoint, SftpOptions, CancellationToken, SftpSession> Connect { get; init; }

    internal TimeProvider Clock => _clock;

    internal CancellationToken Stop { get; }

    /// <summary>Makes <see cref="LocationParser"/> read <c>sftp://</c> as places on these hosts, for the whole process, until disposal.</summary>
    public void Register() => LocationParser.Add(Scheme, this, TryParse);

    /// <summary>Reads <c>sftp://[user@]host[:port]/path</c>; false, and what is wrong with it in one sentence.</summary>
    public bool TryParse(string text, out Location location, out string problem)
    {
        bool isOne = SftpLocation.TryParse(text, this, out SftpLocation? parsed, out problem);
        location = isOne ? parsed! : new StreamLocation();
        return isOne;
    }

    /// <summary>Reads a location; throws <see cref="FormatException"/> with the problem.</summary>
    public Location Parse(string text) => TryParse(text, out Location location, out string problem) ? location : throw new FormatException(problem);

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        LocationParser.Remove(Scheme, this);
        if (_watch.IsValueCreated)
            _watch.Value.Dispose();
        foreach (SftpHost host in _hosts.Values)
            host.Dispose();
    }

    /// <summary>What no other unfinished file has in its name: 48 random bits, and a counter.</summary>
    internal static string NewMark() => string.Create(CultureInfo.InvariantCulture, $"{UnfinishedName.OfProcess}{Interlocked.Increment(ref _names):x}");

    internal SftpHost At(SftpEndpoint endpoint)
    {
        _ = _watch.Value;
        return _hosts.GetOrAdd(endpoint, static (at, hosts) => new SftpHost(hosts, at), this);
    }

    void Look()
    {
        foreach (SftpHost host in _hosts.Values)
            host.Look();
    }
}
