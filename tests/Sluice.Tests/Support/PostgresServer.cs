namespace Sluice.Tests.Support;

/// <summary>A real PostgreSQL for the tests of a class.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    readonly string _data = Directory.CreateTempSubdirectory("sluice-pg-").FullName;

    /// <summary>How programs reach it.</summary>
    public string Connection { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Uri at = await ServerScript.StartAsync("postgres", _data, "postgres");
        Connection = $"Host={at.Host};Port={at.Port};Username={at.UserInfo};Database={at.AbsolutePath.TrimStart('/')}";
    }

    public Task DisposeAsync() => ServerScript.StopAsync("postgres", _data);
}
