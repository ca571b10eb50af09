using Microsoft.Extensions.DependencyInjection;
using Sluice.Client;

namespace Examples;

/// <summary>One client for the whole program, made by its services and disposed with them.</summary>
static class DependencyInjection
{
    public static async Task RunAsync(SluiceClientOptions options, string bucket, TextWriter output)
    {
        ServiceCollection services = new();
        services.AddSluice(options);
        services.AddSingleton<Greetings>();
        await using ServiceProvider provider = services.BuildServiceProvider();
        await output.WriteLineAsync(await provider.GetRequiredService<Greetings>().KeepAsync(bucket, "hello"));
    }

    sealed class Greetings(SluiceClient client)
    {
        public async Task<string> KeepAsync(string bucket, string text)
        {
            await client.PutObjectAsync(bucket, "greeting.txt", System.Text.Encoding.UTF8.GetBytes(text));
            using StreamReader reader = new(await client.GetObjectAsync(bucket, "greeting.txt"));
            return await reader.ReadToEndAsync();
        }
    }
}
