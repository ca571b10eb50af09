using Sluice.Client;

namespace Examples;

/// <summary>URLs for programs that have no credentials.</summary>
static class Presign
{
    public static async Task RunAsync(SluiceClient client, string bucket, TextWriter output)
    {
        string put = await client.PresignPutAsync(bucket, "letter.txt", TimeSpan.FromMinutes(5));
        string get = await client.PresignGetAsync(bucket, "letter.txt", TimeSpan.FromMinutes(5));

        using HttpClient anyone = new();
        using (ByteArrayContent letter = new("dear all"u8.ToArray()))
        using (HttpResponseMessage answer = await anyone.PutAsync(new Uri(put), letter))
            answer.EnsureSuccessStatusCode();
        await output.WriteLineAsync(await anyone.GetStringAsync(new Uri(get)));
    }
}
