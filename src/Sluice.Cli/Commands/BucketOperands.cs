using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>The operands of commands on whole buckets.</summary>
static class BucketOperands
{
    const int MostLooks = 8;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads buckets; tells the line of anything else.</summary>
    public static IReadOnlyList<S3Location> Read(CommandLine line, IReadOnlyList<string> operands, string command)
    {
        if (operands.Count == 0)
            line.Problem($"Say which bucket: {command} s3://BUCKET.");
        LocationReader reader = new();
        List<S3Location> buckets = [];
        foreach (string operand in operands)
        {
            // A bare name can only mean a bucket here.
            string text = operand.Contains('/', StringComparison.Ordinal) ? operand : "s3://" + operand;
            if (reader.ReadS3(line, text) is not { } location)
                continue;
            if (!location.Key.IsEmpty)
                line.Problem($"{location} is not a bucket; did you mean {location with { Key = default }}?");
            buckets.Add(location);
        }
        return buckets;
    }

    /// <summary>Says that a bucket was made or removed.</summary>
    public static void Tell(Session session, string operation, string done, S3Location bucket)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new ListedBucketRecord(bucket.Bucket, Operation: operation), JsonLines.Readable.ListedBucketRecord));
        else if (!session.Settings.Quiet)
            session.Output.WriteLine($"{done} s3://{DisplayText.Of(bucket.Bucket)}.");
    }

    /// <summary>True when a bucket is there, or is not, as it should be after a store said so. It may tell late (S3 User Guide, "Amazon S3 data consistency model": buckets), so that it is asked for some seconds.</summary>
    public static bool Becomes(S3Client client, string bucket, bool isThere, CancellationToken stop)
    {
        for (int look = 0; look < MostLooks; look++)
        {
            S3Error? error = client.HeadBucket(bucket, stop).Error;
            // What cannot be looked at contradicts nobody.
            if (isThere ? error is not { Kind: FailureKind.NoSuchBucket or FailureKind.NotFound } : error is not null)
                return true;
            if (stop.WaitHandle.WaitOne(BetweenLooks))
                return true;
        }
        return false;
    }
}
