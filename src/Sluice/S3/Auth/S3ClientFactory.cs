using System.Collections.Concurrent;

namespace Sluice.S3.Auth;

/// <summary>One client per profile, made when first asked for and kept for the run. Owns them.</summary>
public sealed class S3ClientFactory(ClientDefaults defaults) : IDisposable
{
    readonly ConcurrentDictionary<string, Lazy<S3Client>> _clients = new(StringComparer.Ordinal);

    /// <summary>The settings.</summary>
    public ClientDefaults Defaults { get; } = defaults;

    /// <summary>The clients made so far.</summary>
    public IEnumerable<S3Client> Clients => _clients.Values.Where(static c => c.IsValueCreated).Select(static c => c.Value);

    /// <summary>The client of a profile; null for the run's own. Throws <see cref="S3Exception"/> for a profile that is not configured.</summary>
    public S3Client For(string? profile) => throw new NotImplementedException();

    /// <summary>Closes all clients.</summary>
    public void Dispose()
    {
        foreach (S3Client client in Clients)
            client.Dispose();
    }
}
