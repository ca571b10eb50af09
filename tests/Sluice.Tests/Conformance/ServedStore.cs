using System.Text.Json;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Conformance;

/// <summary>
/// The embedded endpoint as <c>sluice serve</c> runs it, in a process of its own: as published where the tests are given that
/// file, which is native code and trimmed. Over TLS and in files, because certificates and the records beside objects are what
/// could differ there.
/// </summary>
public sealed class ServedStore : Store, IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-served-").FullName;
    CommandProcess? _command;
    Uri? _endpoint;

    /// <summary>The same store: whatever it cannot do, and the endpoint in this process can, is a fault.</summary>
    public override string Name => "embedded";

    /// <inheritdoc/>
    public override Uri Endpoint => _endpoint!;

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        Dictionary<string, string?> environment = new()
        {
            ["SLUICE_ACCESS_KEY"] = AccessKey,
            ["SLUICE_SECRET_KEY"] = SecretKey,
            ["OTHER_ACCESS_KEY"] = OtherAccessKey,
            ["OTHER_SECRET_KEY"] = OtherSecretKey,
            ["SLUICE_STATE_DIR"] = Path.Combine(_directory, "state"),
        };
        _command = new CommandProcess(["serve", "--data-dir", Path.Combine(_directory, "store"), "--tls", "--tls-cert-out", Path.Combine(_directory, "certificate.pem"), "--port", "0", "--account", "other=env:OTHER", "--json"], environment, _directory);
        string line = await _command.FirstLine.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(line.Length > 0, $"sluice serve did not start: {_command.ErrorSoFar}");
        _endpoint = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("endpoint").GetString()!);
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_command is not null)
            await _command.KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _command?.Dispose();
}
