using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Checks;

/// <summary>What S3 refuses of logging (S3 API reference, PutBucketLogging, LoggingEnabled and TargetObjectKeyFormat).</summary>
internal static class LoggingCheck
{
    public static IEnumerable<string> Problems(JsonObject content)
    {
        JsonObject? logging = content.Fields("LoggingEnabled");
        if (logging.Text("TargetBucket") is { } bucket && BucketName.ProblemOfExisting(bucket) is { } problem)
            yield return $"LoggingEnabled.TargetBucket: {problem.TrimEnd('.')}";
        foreach (JsonNode grant in logging.Members("TargetGrants"))
            if (grant.Fields("Grantee") is not { } grantee)
                yield return "LoggingEnabled.TargetGrants: a grant lacks Grantee";
            else if (GranteeCheck.Problem(grantee) is { } wrong)
                yield return $"LoggingEnabled.TargetGrants: {wrong}";
        if (logging.Fields("TargetObjectKeyFormat") is { } format && format.Count != 1)
            yield return "LoggingEnabled.TargetObjectKeyFormat has either SimplePrefix or PartitionedPrefix";
    }
}
