using Sluice.Client;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Examples;

/// <summary>A run that says how far it is.</summary>
static class ShowProgress
{
    public static async Task RunAsync(SluiceClient client, string bucket, string directory, TextWriter output)
    {
        CopyRequest request = new() { Sources = [new LocalLocation(directory)], Destination = LocationParser.Parse($"s3://{bucket}/progress/") };
        await client.CopyAsync(request, new RunOptions { Progress = new Bar(output), ProgressInterval = TimeSpan.FromMilliseconds(100) });
    }

    // Progress<T> would report on the thread pool, perhaps after the run is over.
    sealed class Bar(TextWriter output) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) =>
            output.WriteLine($"{value.Outcomes.Ended} of {value.ListedItems}{(value.ListingComplete ? "" : " or more")} items, {value.MovedBytes} bytes");
    }
}
