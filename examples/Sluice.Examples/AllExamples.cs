using Sluice.Client;

namespace Examples;

/// <summary>The examples by name.</summary>
public static class AllExamples
{
    static readonly Dictionary<string, Func<SluiceClientOptions, string, string, TextWriter, Task>> ByName = new()
    {
        ["upload-directory"] = With(UploadDirectory.RunAsync),
        ["stream-up"] = With(static (client, bucket, _, output) => StreamUp.RunAsync(client, bucket, output)),
        ["stream-into-json"] = With(static (client, bucket, _, output) => StreamIntoJson.RunAsync(client, bucket, output)),
        ["list-keys"] = With(static (client, bucket, _, output) => ListKeys.RunAsync(client, bucket, output)),
        ["sync-directory"] = With(SyncDirectory.RunAsync),
        ["presign"] = With(static (client, bucket, _, output) => Presign.RunAsync(client, bucket, output)),
        ["show-progress"] = With(ShowProgress.RunAsync),
        ["cancel"] = With(Cancel.RunAsync),
        ["dependency-injection"] = static (options, bucket, _, output) => DependencyInjection.RunAsync(options, bucket, output),
        ["logging"] = Logging.RunAsync,
        ["primes"] = static (_, _, _, output) => Primes.RunAsync(output),
        ["directory"] = With(FiveWays.RunAsync),
        ["inventory"] = static async (options, bucket, _, output) =>
        {
            await using SluiceClient client = new(options);
            await ListByDay.RunAsync(client, options, bucket, output);
        },
        ["metrics"] = static (options, bucket, _, output) => Metrics.RunAsync(options, bucket, output),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Runs one.</summary>
    public static Task RunAsync(string name, SluiceClientOptions options, string bucket, string directory, TextWriter output) => ByName[name](options, bucket, directory, output);

    static Func<SluiceClientOptions, string, string, TextWriter, Task> With(Func<SluiceClient, string, string, TextWriter, Task> example) => async (options, bucket, directory, output) =>
    {
        await using SluiceClient client = new(options);
        await example(client, bucket, directory, output);
    };
}
