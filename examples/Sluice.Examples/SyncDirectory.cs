using Sluice.Client;
using Sluice.Sync;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Examples;

/// <summary>A prefix is made to hold what a directory holds, and compared with it.</summary>
static class SyncDirectory
{
    public static async Task RunAsync(SluiceClient client, string bucket, string directory, TextWriter output)
    {
        Location source = new LocalLocation(directory), destination = LocationParser.Parse($"s3://{bucket}/mirror/");
        SyncReport sync = await client.SyncAsync(new SyncRequest { Source = source, Destination = destination, Delete = true });
        VerifyReport verify = await client.VerifyAsync(new VerifyRequest(source, destination));
        await output.WriteLineAsync($"{sync.Copied} copied, {sync.Removed} removed, {sync.Same} were the same; identical: {verify.Identical}");
    }
}
