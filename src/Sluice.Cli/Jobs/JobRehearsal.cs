using Sluice.Cli.Commands;
using Sluice.Cli.Lines;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Jobs;

/// <summary>Runs the command of a job over no items, and looks at the names of its outputs: what is wrong with it as a whole is found when the job is created, not by its workers.</summary>
static class JobRehearsal
{
    /// <summary>Runs it; the exit code when it is refused, else null. A program need not be on the machine that creates the job.</summary>
    public static int? Run(Session session, S3ClientFactory clients, IReadOnlyList<string> words, Location source)
    {
        if (JobInventory.Is(words))
            return null;
        // Each worker sees a chunk of them.
        bool isProcessing = words is ["process", ..];
        int exitCode = ExitCode.Done;
        TransferEngine engine = new(new TransferOptions(), clients);
        engine.CarryAsync("job", carrier =>
        {
            using Session own = session.ForLines(new LineHost(clients, carrier, null) { Rehearses = isProcessing });
            BoundCommand command = JobCommandLine.Bind(words, _ => isProcessing ? source : JobChunk.Empty(source), out IReadOnlyList<string> problems) ?? throw new ArgumentException(string.Join("\n", problems));
            exitCode = Execution.Run(command, own);
        }, session.Stop).GetAwaiter().GetResult();
        return exitCode == ExitCode.Done ? null : exitCode;
    }
}
