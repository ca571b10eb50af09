using Sluice.Endpoint;

namespace Sluice.Tests.Conformance;

/// <summary>The embedded endpoint, in this process.</summary>
public abstract class EndpointStore(string name, EndpointOptions options) : Store
{
    EndpointServer? _server;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Uri Endpoint => _server!.Url;

    /// <inheritdoc/>
    public override async Task InitializeAsync() =>
        _server = await EndpointServer.StartAsync(options with { AccessKey = AccessKey, SecretKey = SecretKey, Accounts = [new EndpointAccount("other", OtherAccessKey, OtherSecretKey)] }, CancellationToken.None);

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (options.DataDirectory is not null)
            Directory.Delete(options.DataDirectory, recursive: true);
    }
}

/// <summary>Objects in memory, plain HTTP.</summary>
public sealed class EndpointInMemory() : EndpointStore("embedded", new EndpointOptions());

/// <summary>Objects in files.</summary>
public sealed class EndpointOnDirectory() : EndpointStore("embedded", new EndpointOptions { DataDirectory = Directory.CreateTempSubdirectory("sluice-conformance-").FullName });

/// <summary>Over TLS, where payloads are not signed.</summary>
public sealed class TlsStore() : EndpointStore("embedded", new EndpointOptions { Tls = true });
