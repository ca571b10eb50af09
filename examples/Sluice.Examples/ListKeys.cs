using Sluice.Client;
using Sluice.S3;

namespace Examples;

/// <summary>A million keys and more, listed in ranges side by side, in order, with a bounded number of pages in memory.</summary>
static class ListKeys
{
    public static async Task RunAsync(SluiceClient client, string bucket, TextWriter output)
    {
        long keys = 0, bytes = 0;
        await foreach (ListedObject item in client.ListAsync(bucket, prefix: "photos/"))
        {
            keys++;
            bytes += item.Size ?? 0;
        }
        await output.WriteLineAsync($"{keys} keys, {bytes} bytes");
    }
}
