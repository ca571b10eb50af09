using Sluice.Client;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Examples;

/// <summary>A run that is cancelled after its first item: an exception, or, when it is asked for, a report of what was done.</summary>
static class Cancel
{
    public static async Task RunAsync(SluiceClient client, string bucket, string directory, TextWriter output)
    {
        using CancellationTokenSource enough = new();
        CopyRequest request = new()
        {
            Sources = [new LocalLocation(directory)],
            Destination = LocationParser.Parse($"s3://{bucket}/cancelled/"),
            OnOutcome = _ => enough.Cancel(),
        };
        TransferReport report = await client.CopyAsync(request, new RunOptions { ReportWhenCanceled = true }, enough.Token);
        await output.WriteLineAsync($"interrupted: {report.Interrupted}, done: {report.Outcomes.Done}");

        try
        {
            await client.CopyAsync(request, cancellationToken: enough.Token);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync("cancelled");
        }
    }
}
