using System.IO.Pipelines;
using System.Text;
using Sluice.Client;

namespace Examples;

/// <summary>A stream whose end nobody knows yet becomes an object, in parts while it is written.</summary>
static class StreamUp
{
    public static async Task RunAsync(SluiceClient client, string bucket, TextWriter output)
    {
        Pipe pipe = new();
        Task<StoredObject> upload = client.PutObjectAsync(bucket, "numbers.txt", pipe.Reader.AsStream());
        await using (StreamWriter writer = new(pipe.Writer.AsStream(), Encoding.ASCII))
            for (int i = 0; i < 300_000; i++)
                await writer.WriteLineAsync($"line {i}");
        StoredObject stored = await upload;
        await output.WriteLineAsync($"{stored.Bytes} bytes stored, verified by {stored.Verified}");
    }
}
