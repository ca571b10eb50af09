using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Conformance;

/// <summary>A running S3 store that the suite is held against. Started once for all tests of its collection.</summary>
public abstract class Store : IAsyncLifetime
{
    S3Client? _client;
    int _buckets;

    /// <summary>What the table of differences calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Where it listens.</summary>
    public abstract Uri Endpoint { get; }

    /// <summary>Its main user's credentials.</summary>
    public const string AccessKey = "testaccess", SecretKey = "testsecret0123456789";

    /// <summary>Credentials of its second user, who owns nothing.</summary>
    public const string OtherAccessKey = "otheraccess", OtherSecretKey = "othersecret0123456789";

    /// <summary>The main user's client, shared by the tests of this store.</summary>
    public S3Client Client => _client ??= new S3Client(Options);

    /// <summary>Settings of the main user's client; a test changes what it is about.</summary>
    public S3ClientOptions Options => new()
    {
        Endpoint = Endpoint,
        Credentials = CredentialSource.Static(AccessKey, SecretKey),
        AcceptAnyCertificate = true, // made at start, for this process
        MaxAttempts = 3, // a refusal that is not final by mistake must show, not wait
        Seed = 1,
    };

    /// <summary>False when <see cref="Differences"/> says that this store cannot do it.</summary>
    public bool Can(Capability capability) => !Differences.All.Any(difference => difference.Store == Name && difference.Capability == capability);

    /// <summary>A bucket of its own for every test. The store is thrown away with all of them.</summary>
    public string NewBucket(string? acl = null)
    {
        string bucket = $"conformance-{Interlocked.Increment(ref _buckets)}";
        Assert.Null(Client.CreateBucket(bucket, acl, CancellationToken.None).Error);
        return bucket;
    }

    /// <inheritdoc/>
    public abstract Task InitializeAsync();

    /// <inheritdoc/>
    public virtual Task DisposeAsync()
    {
        _client?.Dispose();
        return Task.CompletedTask;
    }
}
