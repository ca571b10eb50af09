using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice mb</c>: makes buckets.</summary>
sealed class MbVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    // S3 API reference, CreateBucket, "x-amz-acl".
    static readonly string[] Acls = ["private", "public-read", "public-read-write", "authenticated-read"];

    readonly Option<string> _acl = Flags.Value("--acl", "NAME", "Canned ACL: private, public-read, public-read-write, authenticated-read.", Acls);

    /// <summary>Declares the command.</summary>
    public MbVerb() : base("mb", "Make buckets.", "[options] s3://BUCKET...") =>
        Declare(new("What to make", _acl), _output.QuietGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice mb s3://album", "in the region of your profile"),
        new("sluice mb s3://album --region eu-central-1", "in another region"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<S3Location> buckets = BucketOperands.Read(line, line.Operands(Operands), "sluice mb");
        foreach (S3Location bucket in buckets)
        {
            if (BucketName.ProblemOfNew(bucket.Bucket) is { } problem)
                line.Problem(problem);
        }
        ClientDefaults connection = _connection.Read(line);
        string? acl = line.Text(_acl);
        if (acl is not null && !Acls.Contains(acl))
            line.Problem($"--acl {DisplayText.Of(acl)}: a new bucket has one of {string.Join(", ", Acls)}.");
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = new(connection);
            int exitCode = ExitCode.Done;
            foreach (S3Location bucket in buckets)
            {
                S3Client client = clients.For(bucket.Profile);
                // S3 says 200 to who makes a bucket of his own again in us-east-1, and takes its ACL away (Amazon S3 API Reference, CreateBucket).
                S3Error? error = client.HeadBucket(bucket.Bucket, session.Stop).Error is null ? AlreadyThere(bucket) : client.CreateBucket(bucket.Bucket, acl, session.Stop).Error;
                if (error is null && !BucketOperands.Becomes(client, bucket.Bucket, isThere: true, session.Stop))
                    error = new S3Error(FailureKind.NotFound, RetryClass.Never, "the store says that it has made the bucket, and there is none") { Code = "NotWritten", Bucket = bucket.Bucket };
                if (error is null)
                    BucketOperands.Tell(session, "mb", "Made", bucket);
                else
                    exitCode = Math.Max(exitCode, session.Fail(error, bucket.ToString()));
            }
            return exitCode;
        });
    }

    static S3Error AlreadyThere(S3Location bucket) => new(FailureKind.Conflict, RetryClass.Never,
        $"the bucket '{DisplayText.Of(bucket.Bucket)}' is there already, and these credentials may use it")
    {
        Code = "BucketAlreadyOwnedByYou",
    };
}
