using System.Text.Json;
using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>The aws command, with the account, region and credentials that it finds itself.</summary>
sealed class AwsCommand(Session session)
{
    // It names the store of the job, which is no endpoint of the engine; AWS_ENDPOINT_URL_BATCH and AWS_ENDPOINT_URL_EC2 name those
    // (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
    readonly EngineProgram _program = new("aws", session, "Install the AWS CLI, or write the requests with --print and send them by other means.", without: "AWS_ENDPOINT_URL");

    /// <summary>Sends a request and returns the answer; null after telling why there is none.</summary>
    /// <param name="operation">The service and the operation.</param>
    /// <param name="request">Its input.</param>
    /// <param name="otherwise">What the same request is sent to when the first answer has a word in it; null for nothing.</param>
    public JsonElement? Run(IReadOnlyList<string> operation, string request, (string Word, IReadOnlyList<string> Operation)? otherwise = null)
    {
        string? printed = _program.Run([.. operation, "--output", "json", "--cli-input-json", request], "", static said => said.Contains("credentials", StringComparison.OrdinalIgnoreCase) || said.Contains("region", StringComparison.OrdinalIgnoreCase)
            ? "'aws configure list' shows the credentials and the region that aws finds; AWS_PROFILE and AWS_DEFAULT_REGION choose others."
            : "'aws sts get-caller-identity' shows who asks; its policy has to allow this.", otherwise?.Word);
        if (printed is null)
            return null;
        if (printed.Length == 0 && otherwise is { } other)
            return Run(other.Operation, request);
        using JsonDocument answer = JsonDocument.Parse(printed);
        return answer.RootElement.Clone();
    }
}
