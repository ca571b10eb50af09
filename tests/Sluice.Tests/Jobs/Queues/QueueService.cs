using Sluice.Jobs.Queues;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Credentials.Profiles;
using Sluice.Tests.Support;

namespace Sluice.Tests.Jobs.Queues;

/// <summary>A running queue service. Started once for all tests of its collection.</summary>
public abstract class QueueService(string server, string need) : IAsyncLifetime
{
    readonly string _data = Path.Combine(Path.GetTempPath(), $"sl-q-{server}-{Environment.ProcessId}");
    int _queues;

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>A name that no other test uses.</summary>
    public string NewName() => $"queue-{Interlocked.Increment(ref _queues)}";

    /// <summary>Opens a queue, at another address for tests that look in between.</summary>
    internal SqsMessages Open(string queue, Uri? at = null)
    {
        using S3ClientFactory clients = new(
            new ClientDefaults { Client = new S3ClientOptions { Credentials = CredentialSource.Static("key", "secret") } },
            new AwsEnvironment(name => name == "AWS_ENDPOINT_URL_SQS" ? (at ?? Endpoint).ToString() : null, "/nowhere"));
        return SqsMessages.Open(QueueAddress.Parse(queue, out _)!, clients);
    }

    /// <inheritdoc/>
    public async Task InitializeAsync() => Endpoint = await ServerScript.StartAsync(server, _data, need);

    /// <inheritdoc/>
    public Task DisposeAsync() => ServerScript.StopAsync(server, _data);
}

/// <summary>moto.</summary>
public sealed class MotoQueues() : QueueService("moto", "moto");

/// <summary>local-aws-sqs.</summary>
public sealed class LocalQueues() : QueueService("local-aws-sqs", "node");

[CollectionDefinition("queues on moto")]
public sealed class QueuesOnMoto : ICollectionFixture<MotoQueues>;

[CollectionDefinition("queues on local-aws-sqs")]
public sealed class QueuesOnLocal : ICollectionFixture<LocalQueues>;

[Collection("queues on moto"), Trait("Needs", "moto")]
public sealed class SqsMessages_on_moto(MotoQueues service) : SqsMessagesTests(service);

[Collection("queues on local-aws-sqs"), Trait("Needs", "node")]
public sealed class SqsMessages_on_local_aws_sqs(LocalQueues service) : SqsMessagesTests(service);

[Collection("queues on moto"), Trait("Needs", "moto")]
public sealed class QueueJob_on_moto(MotoQueues service) : Scenarios.QueueJobScenarios(service);

[Collection("queues on local-aws-sqs"), Trait("Needs", "node")]
public sealed class QueueJob_on_local_aws_sqs(LocalQueues service) : Scenarios.QueueJobScenarios(service);
