using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Jobs.Queues;

/// <summary>A standard queue of SQS. Methods throw <see cref="FailureException"/> when the service fails. Safe for many threads.</summary>
public sealed class SqsMessages : IMessageQueue, IDisposable
{
    // "A batch can have up to 10 messages" (SQS, SendMessageBatch).
    internal const int MostInBatch = 10;

    // Entries that fail are sent again so often; each time is two seconds later than the one before.
    const int MostSends = 6;

    // Deaths end at the third attempt; what comes back ten times is no chunk, or one that nobody can read.
    const string MostReceipts = "10";

    // "Enter a value between 60 and 1,209,600 seconds" (SQS, message retention): 14 days.
    const string Longest = "1209600";

    readonly AmazonSQSClient _client;
    string _url;

    SqsMessages(AmazonSQSClient client, string url) => (_client, _url) = (client, url);

    /// <summary>Opens a queue. Throws <see cref="ArgumentException"/> for one that is not where this worker's operator allows.</summary>
    public static SqsMessages Open(QueueAddress address, S3ClientFactory clients)
    {
        S3ClientOptions options = clients.OptionsOf(null);
        (Uri? endpoint, string region) = address.Service(clients.Environment, options.Region);
        AmazonSQSConfig config = new() { IgnoreConfiguredEndpointUrls = true, MaxErrorRetry = 4, Timeout = TimeSpan.FromSeconds(40) };
        if (endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint.ToString(), region);
        return new SqsMessages(new AmazonSQSClient(new Signer(options.Credentials), config), address.Url?.ToString() ?? address.Name);
    }

    /// <summary>
    /// Makes sure that the queue is there and has a dead-letter queue, and gives its URL: one that is not there is created with one, <c>NAME-dead</c>; one that has none is refused
    /// (<see cref="ArgumentException"/>), for what nobody can do would come back for ever.
    /// </summary>
    public string Prepare(CancellationToken cancellationToken)
    {
        if (!Uri.IsWellFormedUriString(_url, UriKind.Absolute))
        {
            string name = _url;
            if (Find(name, cancellationToken) is { } there)
                _url = there;
            else
            {
                string dead = Find(name + "-dead", cancellationToken) ?? Create(name + "-dead", new() { ["MessageRetentionPeriod"] = Longest }, cancellationToken);
                string arn = Attributes(dead, ["QueueArn"], cancellationToken)["QueueArn"];
                _url = Create(name, new() { ["MessageRetentionPeriod"] = Longest, ["RedrivePolicy"] = $"{{\"deadLetterTargetArn\":\"{arn}\",\"maxReceiveCount\":\"{MostReceipts}\"}}" }, cancellationToken);
                return _url;
            }
        }
        if (!Attributes(_url, ["RedrivePolicy"], cancellationToken).TryGetValue("RedrivePolicy", out string? policy) || !policy.Contains("deadLetterTargetArn", StringComparison.Ordinal))
            throw new ArgumentException($"The queue {DisplayText.Of(_url)} has no dead-letter queue: what nobody can do would come back for ever. Give it one (RedrivePolicy), or name a queue that is not there yet, and it is created with one.");
        int most = MostReceiptsOf(policy);
        if (most is > 0 and < 4)
            throw new ArgumentException($"The queue {DisplayText.Of(_url)} sets messages aside after {most} receipts; a chunk whose workers die needs four (maxReceiveCount).");
        return _url;
    }

    /// <summary>The URL of a queue that is there.</summary>
    internal string Address(CancellationToken cancellationToken) => Uri.IsWellFormedUriString(_url, UriKind.Absolute) ? _url
        : Find(_url, cancellationToken) ?? throw new ArgumentException($"There is no queue {DisplayText.Of(_url)}.");

    /// <summary>Sends messages, ten at a time; entries that fail are sent again.</summary>
    internal void Send(IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        for (int first = 0; first < bodies.Count; first += MostInBatch)
        {
            List<SendMessageBatchRequestEntry> entries = [.. bodies.Skip(first).Take(MostInBatch).Select(static (body, at) => new SendMessageBatchRequestEntry(at.ToString(CultureInfo.InvariantCulture), body))];
            for (int tries = 1; ; tries++)
            {
                SendMessageBatchResponse answer = Call(() => _client.SendMessageBatchAsync(_url, entries, cancellationToken));
                // What is not said to be sent is not sent: a status of 200 tells of the batch only.
                HashSet<string> sent = [.. (answer.Successful ?? []).Select(static entry => entry.Id)];
                entries.RemoveAll(entry => sent.Contains(entry.Id));
                if (entries.Count == 0)
                    break;
                BatchResultErrorEntry? why = answer.Failed?.FirstOrDefault();
                if (tries == MostSends || why is { SenderFault: true })
                    throw new FailureException(new Failure(FailureKind.Server, RetryClass.Never, $"The queue does not take {entries.Count} of {MostInBatch} messages: {DisplayText.Of(why?.Message ?? why?.Code ?? "no reason is given")}.") { Code = why?.Code ?? "" });
                if (cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(2 * (tries - 1))))
                    throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    /// <summary>Waits for a message; null when none came.</summary>
    /// <param name="wait">Whole seconds, 0 to 20.</param>
    /// <param name="visibility">How long it is nobody else's: whole seconds, 1 to 43,200.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal ReceivedMessage? Receive(int wait, int visibility, CancellationToken cancellationToken)
    {
        ReceiveMessageRequest request = new(_url) { MaxNumberOfMessages = 1, WaitTimeSeconds = wait, VisibilityTimeout = visibility, MessageSystemAttributeNames = ["ApproximateReceiveCount"] };
#pragma warning disable CS0618 // Services like SQS know it by its older name only.
        request.AttributeNames = request.MessageSystemAttributeNames;
#pragma warning restore CS0618
        ReceiveMessageResponse answer = Call(() => _client.ReceiveMessageAsync(request, cancellationToken));
        if (answer.Messages is not [{ } message, ..])
            return null;
        int receipts = message.Attributes?.TryGetValue("ApproximateReceiveCount", out string? count) == true && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int told) ? told : 1;
        return new ReceivedMessage(message.Body ?? "", message.ReceiptHandle, Math.Max(1, receipts));
    }

    /// <summary>Keeps a message from others for so many seconds from now; false when it is not this worker's any more, or has been for 12 hours, which is the most.</summary>
    internal bool Extend(string receipt, int visibility, CancellationToken cancellationToken)
    {
        try
        {
            _ = _client.ChangeMessageVisibilityAsync(_url, receipt, visibility, cancellationToken).GetAwaiter().GetResult();
            return true;
        }
        catch (AmazonSQSException refused) when ((int)refused.StatusCode is >= 400 and < 500)
        {
            return false;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Wrap(exception);
        }
    }

    /// <summary>Removes a message; one that is gone is no failure.</summary>
    internal void Delete(string receipt, CancellationToken cancellationToken)
    {
        try
        {
            _ = _client.DeleteMessageAsync(_url, receipt, cancellationToken).GetAwaiter().GetResult();
        }
        catch (AmazonSQSException refused) when ((int)refused.StatusCode is >= 400 and < 500)
        {
            // It comes again, and its chunk is found sealed.
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Wrap(exception);
        }
    }

    /// <summary>Messages that are there, about: those that nobody has, and those that somebody has.</summary>
    internal long Count(CancellationToken cancellationToken)
    {
        string[] names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];
        Dictionary<string, string> told = Attributes(_url, names, cancellationToken);
        return names.Sum(name => told.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    void IMessageQueue.Send(IReadOnlyList<string> bodies, CancellationToken cancellationToken) => Send(bodies, cancellationToken);

    ReceivedMessage? IMessageQueue.Receive(int wait, int visibility, CancellationToken cancellationToken) => Receive(wait, visibility, cancellationToken);

    bool IMessageQueue.Extend(string receipt, int visibility, CancellationToken cancellationToken) => Extend(receipt, visibility, cancellationToken);

    void IMessageQueue.Delete(string receipt, CancellationToken cancellationToken) => Delete(receipt, cancellationToken);

    long IMessageQueue.Count(CancellationToken cancellationToken) => Count(cancellationToken);

    string? Find(string name, CancellationToken cancellationToken)
    {
        try
        {
            return _client.GetQueueUrlAsync(name, cancellationToken).GetAwaiter().GetResult().QueueUrl;
        }
        catch (QueueDoesNotExistException)
        {
            return null;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Wrap(exception);
        }
    }

    string Create(string name, Dictionary<string, string> attributes, CancellationToken cancellationToken) =>
        Call(() => _client.CreateQueueAsync(new CreateQueueRequest(name) { Attributes = attributes }, cancellationToken)).QueueUrl;

    Dictionary<string, string> Attributes(string url, string[] names, CancellationToken cancellationToken) =>
        Call(() => _client.GetQueueAttributesAsync(url, [.. names], cancellationToken)).Attributes ?? [];

    static int MostReceiptsOf(string policy)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(policy);
            return document.RootElement.TryGetProperty("maxReceiveCount", out JsonElement most) && int.TryParse(most.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    static T Call<T>(Func<Task<T>> call)
    {
        try
        {
            return call().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            throw Wrap(exception);
        }
    }

    static bool IsFailure(Exception exception) => exception is AmazonServiceException or AmazonClientException or HttpRequestException or S3Exception or TimeoutException;

    static FailureException Wrap(Exception exception)
    {
        if (exception is S3Exception own)
            return own;
        AmazonServiceException? answered = exception as AmazonServiceException;
        FailureKind kind = (int?)answered?.StatusCode switch
        {
            403 => FailureKind.Denied,
            >= 400 and < 500 => FailureKind.BadRequest,
            >= 500 => FailureKind.Server,
            _ => FailureKind.Network,
        };
        return new FailureException(new Failure(kind, RetryClass.Never, $"The queue: {DisplayText.Of(exception.Message)}") { Code = answered?.ErrorCode ?? "", RequestId = answered?.RequestId, Cause = exception });
    }

    // The chain that finds them for S3 finds them for SQS.
    sealed class Signer(CredentialSource source) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() =>
            source.Current(CancellationToken.None) is { } found ? new ImmutableCredentials(found.AccessKeyId, found.SecretKey, found.SessionToken ?? "") : throw new AmazonClientException("SQS needs credentials.");
    }
}
