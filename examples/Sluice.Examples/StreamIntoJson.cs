using System.Text.Json;
using Sluice.Client;

namespace Examples;

/// <summary>An object is parsed while it arrives. Bytes that are not those the store keeps end in an S3Exception.</summary>
static class StreamIntoJson
{
    public static async Task RunAsync(SluiceClient client, string bucket, TextWriter output)
    {
        await client.PutObjectAsync(bucket, "numbers.json", JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(1, 50_000)));

        long sum = 0;
        await using ObjectStream body = await client.GetObjectAsync(bucket, "numbers.json");
        await foreach (int number in JsonSerializer.DeserializeAsyncEnumerable<int>(body))
            sum += number;
        await output.WriteLineAsync($"the sum is {sum}, verified by {body.Verified}");
    }
}
