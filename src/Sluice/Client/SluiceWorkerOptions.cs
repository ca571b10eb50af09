using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Client;

/// <summary>What a <see cref="SluiceWorker"/> has of its own: nothing of it stands in the job.</summary>
public sealed record SluiceWorkerOptions
{
    /// <summary>Credentials and endpoints; default: as the environment and <c>~/.aws</c> say.</summary>
    public ClientDefaults Connection { get; init; } = new();

    /// <summary>Memory, bandwidth and other limits.</summary>
    public TransferOptions Engine { get; init; } = new();

    /// <summary>Told of what fails and how it ended, a sentence each, fit for a terminal, from any thread; <c>Console.Error.WriteLine</c>, for one. Null: nobody.</summary>
    public Action<string>? Tell { get; init; }
}
