using Sluice.Tests.Support;

namespace Sluice.Tests.Conformance;

/// <summary>
/// A real server that tests/servers/NAME/start.sh starts. It dies with this process, however that ends, because the
/// script watches this process's id.
/// </summary>
public abstract class ScriptedStore(string name, string directory, string need) : Store
{
    static int _started;

    // Short, because Ceph's sockets lie in it and a socket's path has at most 107 characters.
    readonly string _data = Path.Combine(Path.GetTempPath(), $"sl-{need}-{Environment.ProcessId}-{Interlocked.Increment(ref _started)}");
    Uri? _endpoint;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Uri Endpoint => _endpoint!;

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        _endpoint = await ServerScript.StartAsync(directory, _data, need);
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await ServerScript.StopAsync(directory, _data);
    }
}

/// <summary>Ceph RADOS Gateway.</summary>
public sealed class CephStore() : ScriptedStore("Ceph", "ceph-rgw", "ceph");

/// <summary>moto.</summary>
public sealed class MotoStore() : ScriptedStore("moto", "moto", "moto");
