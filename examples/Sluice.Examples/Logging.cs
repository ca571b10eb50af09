using Microsoft.Extensions.Logging;
using Sluice.Client;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Examples;

/// <summary>Runs log at Information or Warning, calls at Debug.</summary>
static class Logging
{
    public static async Task RunAsync(SluiceClientOptions options, string bucket, string directory, TextWriter output)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(static logging => logging.AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information));
        await using SluiceClient client = new(options with { LoggerFactory = loggers });
        TransferReport report = await client.CopyAsync(new CopyRequest { Sources = [new LocalLocation(directory)], Destination = LocationParser.Parse($"s3://{bucket}/logged/") });
        await output.WriteLineAsync($"logged a run of {report.Listed} items");
    }
}
