using Amazon.Runtime;
using Amazon.S3;
using Sluice.Endpoint;

namespace Sluice.Tests.Endpoint;

/// <summary>One endpoint for all tests of a class: in memory, on a free port, gone at the end.</summary>
public sealed class S3Fixture : IAsyncLifetime
{
    /// <summary>A second account, to try out who may do what.</summary>
    public EndpointAccount Guest { get; } = new("guest", "GUESTKEY", "guestsecret");

    /// <summary>The endpoint.</summary>
    public EndpointServer Server { get; private set; } = null!;

    /// <summary>A client of the main account, whose keys were made at start.</summary>
    public AmazonS3Client Connect() => Connect(Server.AccessKey, Server.SecretKey);

    /// <summary>A client of any account. Retries are off: a test wants to see each fault.</summary>
    public AmazonS3Client Connect(string accessKey, string secretKey) => new(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
    {
        ServiceURL = Server.Url.ToString(),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    });

    /// <summary>Forgets faults and counts. Buckets stay: give each test one of its own.</summary>
    public void Reset()
    {
        Server.Faults.Clear();
        Server.Requests.Reset();
    }

    /// <inheritdoc/>
    public async Task InitializeAsync() => Server = await EndpointServer.StartAsync(new EndpointOptions { Accounts = [Guest] }, CancellationToken.None);

    /// <inheritdoc/>
    public Task DisposeAsync() => Server.DisposeAsync().AsTask();
}
