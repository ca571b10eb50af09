using Examples;
using Sluice.Client;
using Sluice.Sftp;
using Sluice.Trees;

// dotnet run --project examples/Sluice.Examples -- NAME BUCKET DIRECTORY
// dotnet run --project examples/Sluice.Examples -- queries "Host=db;Username=me;Database=weather" BUCKET DIRECTORY sftp://backup/srv/rows/
//
// Endpoint, region and credentials come from the environment (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...) and ~/.aws.
if (args is ["share", ..])
    return await Share.RunAsync(args);
if (args is ["queries", string database, string to, string work, .. string[] more])
{
    using SftpHosts hosts = new();
    hosts.Register();
    await using SluiceClient client = new(new SluiceClientOptions());
    Queries queries = new(client, database, work, static (done, all) => Console.Error.WriteLine($"{done} of {all} queries"));
    Console.WriteLine(await queries.RunAsync([LocationParser.Parse($"s3://{to}/rows/"), .. more.Select(LocationParser.Parse)], CancellationToken.None));
    return 0;
}
if (args is not [string name, string bucket, string directory] || !AllExamples.Names.Contains(name))
{
    await Console.Error.WriteLineAsync($"usage: NAME BUCKET DIRECTORY, where NAME is one of: {string.Join(", ", AllExamples.Names)}; or queries DATABASE BUCKET DIRECTORY [sftp://HOST/DIRECTORY/...]");
    return 2;
}
await AllExamples.RunAsync(name, new SluiceClientOptions(), bucket, directory, Console.Out);
return 0;
