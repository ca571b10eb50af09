using Examples;
using Sluice.Client;

// dotnet run --project examples/Sluice.Examples -- NAME BUCKET DIRECTORY
//
// Endpoint, region and credentials come from the environment (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...) and ~/.aws.
if (args is ["share", ..])
    return await Share.RunAsync(args);
if (args is not [string name, string bucket, string directory] || !AllExamples.Names.Contains(name))
{
    await Console.Error.WriteLineAsync($"usage: NAME BUCKET DIRECTORY, where NAME is one of: {string.Join(", ", AllExamples.Names)}");
    return 2;
}
await AllExamples.RunAsync(name, new SluiceClientOptions(), bucket, directory, Console.Out);
return 0;
