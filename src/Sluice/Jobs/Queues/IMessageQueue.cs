using Sluice.Failures;

namespace Sluice.Jobs.Queues;

/// <summary>A queue whose messages come at least once, in any order, and are hidden from others for as long as their receiver asks. Methods throw <see cref="FailureException"/> when it fails. Safe for many threads.</summary>
internal interface IMessageQueue
{
    /// <summary>Sends messages.</summary>
    void Send(IReadOnlyList<string> bodies, CancellationToken cancellationToken);

    /// <summary>Waits for a message; null when none came.</summary>
    /// <param name="wait">Whole seconds, 0 to 20.</param>
    /// <param name="visibility">How long it is nobody else's: whole seconds, 1 to 43,200.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ReceivedMessage? Receive(int wait, int visibility, CancellationToken cancellationToken);

    /// <summary>Keeps a message from others for so many seconds from now; false when it is not this worker's any more.</summary>
    bool Extend(string receipt, int visibility, CancellationToken cancellationToken);

    /// <summary>Removes a message; one that is gone is no failure.</summary>
    void Delete(string receipt, CancellationToken cancellationToken);

    /// <summary>Messages that are there, about: those that nobody has, and those that somebody has.</summary>
    long Count(CancellationToken cancellationToken);
}
