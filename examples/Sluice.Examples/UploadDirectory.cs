using Sluice.Client;
using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Examples;

/// <summary>A directory becomes a prefix: in parallel, large files in parts, every byte verified.</summary>
static class UploadDirectory
{
    public static async Task RunAsync(SluiceClient client, string bucket, string directory, TextWriter output)
    {
        TransferReport report = await client.CopyAsync(new CopyRequest
        {
            Sources = [new LocalLocation(directory)],
            Destination = LocationParser.Parse($"s3://{bucket}/photos/"),
            // An item that failed does not end the run: it is an outcome, and named.
            OnOutcome = item =>
            {
                if (item.Kind is not (OutcomeKind.Done or OutcomeKind.Skipped))
                    output.WriteLine($"{item.Source}: {item.Message}");
            },
        });
        await output.WriteLineAsync($"{report.Outcomes.Done} files uploaded, complete: {report.Complete}");
    }
}
