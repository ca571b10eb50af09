using System.Text;
using Sluice.Jobs;
using Sluice.Jobs.Queues;

namespace Sluice.Tests.Model;

/// <summary>The queue as one simulated machine sees it.</summary>
internal sealed class MachineQueue(SimulatedQueue queue, Machine machine, VirtualTime time) : IMessageQueue
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    readonly List<(string Chunk, string Receipt)> _received = [];

    /// <summary>True while a message of this chunk is this machine's by what the queue has told it.</summary>
    public bool Has(string chunk) => _received.Exists(one => one.Chunk == chunk && queue.IsPromised(one.Receipt));

    /// <inheritdoc/>
    public void Send(IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        foreach (string[] batch in bodies.Chunk(SqsMessages.MostInBatch))
            machine.Ask("queue", () => queue.Send(batch), writes: true);
    }

    /// <inheritdoc/>
    public ReceivedMessage? Receive(int wait, int visibility, CancellationToken cancellationToken)
    {
        long end = time.Now + TimeSpan.FromSeconds(wait).Ticks;
        (string Body, string Receipt, int Receipts)? found = machine.Ask("queue", () => queue.Receive(visibility), writes: false);
        while (found is null && time.Now < end)
        {
            time.Sleep(TimeSpan.FromTicks(Math.Min(Step.Ticks, end - time.Now)));
            found = queue.Receive(visibility, isPoll: true);
        }
        if (found is not var (body, receipt, receipts))
            return null;
        _received.Add((JobJson.Read(Encoding.UTF8.GetBytes(body), JobJson.Default.QueueMessage)!.Chunk, receipt));
        return new ReceivedMessage(body, receipt, receipts);
    }

    /// <inheritdoc/>
    public bool Extend(string receipt, int visibility, CancellationToken cancellationToken) => machine.Ask("queue", () => queue.Extend(receipt, visibility), writes: false);

    /// <inheritdoc/>
    public void Delete(string receipt, CancellationToken cancellationToken) => machine.Ask("queue", () => queue.Delete(receipt), writes: false);

    /// <inheritdoc/>
    public long Count(CancellationToken cancellationToken) => machine.Ask("queue", queue.Count, writes: false);
}
