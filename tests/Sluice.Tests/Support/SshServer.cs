using Sluice.Sftp;
using Sluice.Trees;

namespace Sluice.Tests.Support;

/// <summary>A real OpenSSH server for the tests of a class, and the hosts of its ssh configuration.</summary>
public sealed class SshServer : IAsyncLifetime
{
    readonly string _data = Directory.CreateTempSubdirectory("sluice-ssh-").FullName;
    int _spaces;

    /// <summary>What reaches it: ssh with its own configuration.</summary>
    public IReadOnlyList<string> Program => ["ssh", "-F", PathOf("config")];

    /// <summary>The same as one variable.</summary>
    public string Command => string.Join(' ', Program);

    public SftpHosts Hosts { get; private set; } = null!;

    public string PathOf(string name) => Path.Combine(_data, name);

    /// <summary>A new directory on the server.</summary>
    public string NewDirectory() => Directory.CreateDirectory(PathOf($"files/{Interlocked.Increment(ref _spaces)}")).FullName;

    public Location At(string path, string host = "test") => Hosts.Parse($"sftp://{host}{path}");

    public async Task InitializeAsync()
    {
        await ServerScript.StartAsync("sshd", _data, "sshd");
        Hosts = new SftpHosts(new SftpOptions { Program = Program, FirstDelay = TimeSpan.FromMilliseconds(10) });
    }

    public async Task DisposeAsync()
    {
        Hosts?.Dispose();
        await ServerScript.StopAsync("sshd", _data);
    }
}
