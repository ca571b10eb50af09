using System.Diagnostics;
using System.Globalization;
using Sluice.Failures;
using Sluice.Jobs.Queues;
using Sluice.Tests.Support;

namespace Sluice.Tests.Jobs.Queues;

/// <summary>What jobs need of a queue, held against each service.</summary>
public abstract class SqsMessagesTests(QueueService service)
{
    [Fact]
    public void A_queue_that_is_not_there_is_created_with_a_dead_letter_queue_to_which_messages_go_that_nobody_removes()
    {
        string name = service.NewName();
        using SqsMessages queue = Prepared(name), dead = service.Open($"sqs://{name}-dead");
        queue.Send(["one"], default);
        int receipts = 0;
        while (queue.Receive(1, 60, default) is { } message)
        {
            Assert.Equal("one", message.Body);
            // local-aws-sqs counts some twice.
            Assert.InRange(message.Receipts, receipts + 1, 10);
            receipts = message.Receipts;
            Assert.True(queue.Extend(message.Receipt, 0, default));
        }
        Assert.InRange(receipts, 9, 10);
        using SqsMessages found = service.Open(service.Open($"sqs://{name}-dead").Address(default));
        Assert.Equal("one", found.Receive(2, 60, default)!.Body);
    }

    [Fact]
    public void A_queue_without_a_dead_letter_queue_is_refused()
    {
        string name = service.NewName();
        Prepared(name).Dispose();
        using SqsMessages dead = service.Open($"sqs://{name}-dead");
        Assert.Contains("no dead-letter queue", Assert.Throws<ArgumentException>(() => dead.Prepare(default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_one_workers_until_its_time_has_run_out_and_its_receipt_is_of_no_use_once_it_is_removed()
    {
        using SqsMessages queue = Prepared(service.NewName());
        queue.Send(["one"], default);
        ReceivedMessage first = queue.Receive(2, 2, default)!;
        Assert.Null(queue.Receive(0, 60, default));
        Assert.True(queue.Extend(first.Receipt, 4, default));
        Thread.Sleep(2500);
        Assert.Null(queue.Receive(0, 60, default));
        Thread.Sleep(2500);
        ReceivedMessage second = queue.Receive(2, 60, default)!;
        Assert.Equal("one", second.Body);
        Assert.InRange(second.Receipts, 2, 3);
        queue.Delete(second.Receipt, default);
        Assert.False(queue.Extend(second.Receipt, 60, default));
        queue.Delete(second.Receipt, default);
        Assert.Equal(0, queue.Count(default));
    }

    [Fact]
    public void A_poll_waits_for_a_message_and_no_longer_than_it_was_told()
    {
        using SqsMessages queue = Prepared(service.NewName());
        long start = Stopwatch.GetTimestamp();
        Assert.Null(queue.Receive(2, 60, default));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 1.5, 6);
    }

    [Fact]
    public void Entries_of_a_batch_that_fail_or_of_which_nothing_is_said_are_sent_again()
    {
        string name = service.NewName();
        using SqsMessages direct = Prepared(name);
        int batches = 0;
        using DeviantStore between = new(service.Endpoint, instead: request =>
            !request.Headers.TryGetValue("x-amz-target", out string? target) || target != "AmazonSQS.SendMessageBatch" ? null
            : ++batches switch
            {
                1 => Answer("""{"Failed":[{"Id":"0","Code":"InternalError","SenderFault":false,"Message":"later"},{"Id":"1","Code":"InternalError","SenderFault":false,"Message":"later"}]}"""),
                2 => Answer("""{"Successful":[]}"""),
                _ => null,
            });
        using SqsMessages queue = service.Open(direct.Prepare(default), between.Uri);
        queue.Send([.. Enumerable.Range(0, 12).Select(static number => number.ToString(CultureInfo.InvariantCulture))], default);
        // One whose answer is lost is sent once more by AWSSDK.
        Assert.InRange(batches, 4, 8);
        HashSet<string> bodies = [];
        while (direct.Receive(1, 60, default) is { } message)
            bodies.Add(message.Body);
        Assert.Equal(12, bodies.Count);
        batches = int.MinValue;
        using DeviantStore refuses = new(service.Endpoint, instead: request => request.Headers.TryGetValue("x-amz-target", out string? target) && target == "AmazonSQS.SendMessageBatch"
            ? Answer("""{"Failed":[{"Id":"0","Code":"InvalidMessageContents","SenderFault":true,"Message":"never"}]}""") : null);
        using SqsMessages refused = service.Open(direct.Prepare(default), refuses.Uri);
        Assert.Contains("never", Assert.Throws<FailureException>(() => refused.Send(["x"], default)).Message, StringComparison.Ordinal);
    }

    SqsMessages Prepared(string name)
    {
        using SqsMessages named = service.Open($"sqs://{name}");
        return service.Open(named.Prepare(default));
    }

    static StoreAnswer Answer(string body) => new(200, body) { Headers = { ["content-type"] = "application/x-amz-json-1.0" } };
}
