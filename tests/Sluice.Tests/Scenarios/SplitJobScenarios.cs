using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Jobs whose large objects are copied by several workers each.</summary>
public sealed partial class SplitJobScenarios
{
    const string Job = "s3://scene/jobs/one";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_object_is_copied_by_several_workers_and_has_one_row(bool isToAnotherStore)
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        (S3Client copies, string to) = isToAnotherStore ? Other(scene, other) : (scene.Client, "s3://scene/copies/");
        scene.Put("from/large", Scene.Bytes(33 << 20, 1));
        scene.Put("from/a", Scene.Bytes(10, 2));
        scene.Put("from/z", Scene.Bytes((5 << 20) + 1, 3));
        (await scene.RunAsync("job", "create", Job, "--split-size", "10MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0).Says();
        CommandResult run = (await scene.RunAsync("job", "run", Job, "--workers", "3")).Exits(0);
        Assert.Contains("3 listed = 3 done + 0 pending", run.Output, StringComparison.Ordinal);
        (await scene.RunAsync("verify", "s3://scene/from/", to)).Exits(0);
        // Seven parts in four ranges, what begins them, what joins them, and the chunks of the small ones.
        Assert.Contains("= 8 sealed + 0 claimed + 0 free", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(4, scene.Keys().Count(static key => key.StartsWith("jobs/one/seals/000000001.p", StringComparison.Ordinal)));
        string[] rows = (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..];
        Assert.Equal(["from/a", "from/large", "from/z"], rows.Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal));
        Assert.Empty(Uploads(copies, isToAnotherStore));
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/one/uploads/", StringComparison.Ordinal));
        (await scene.RunAsync("job", "cleanup", Job, "--older-than", "0s")).Exits(0).Says("Removed 0 left over");
        (await scene.RunAsync("job", "report", Job, "--proof", scene.Path("proof.csv"))).Exits(0);
    }

    [Fact]
    public async Task Workers_that_are_killed_over_a_large_object_cost_none_of_its_parts_and_leave_no_upload()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        (S3Client copies, string to) = Other(scene, other);
        scene.Put("from/large", Scene.Bytes(40 << 20, 1));
        scene.Put("from/larger", Scene.Bytes(60 << 20, 2));
        (await scene.RunAsync("job", "create", Job, "--lease", "1s", "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0);
        Random random = new(7);
        for (int round = 0; round < 5; round++)
        {
            using CommandProcess one = scene.Start("work", Job, "--bandwidth", "20MiB/s"), two = scene.Start("work", Job, "--bandwidth", "20MiB/s");
            await Task.Delay(400 + random.Next(600));
            await one.KillAsync();
            await two.KillAsync();
        }
        await Scene.UntilAsync(() => scene.RunAsync("work", Job).Result.ExitCode is 0 or 1);
        (await scene.RunAsync("job", "retry", Job)).Exits(0);
        (await scene.RunAsync("work", Job)).Exits(0);
        Assert.Contains("2 listed = 2 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("verify", "s3://scene/from/", to)).Exits(0);
        Assert.Equal(2, (await scene.RunAsync("job", "report", Job)).Exits(0).Lines.Length - 1);
        // The second one takes notes that say nothing more.
        (await scene.RunAsync("job", "cleanup", Job, "--older-than", "0s")).Exits(0);
        (await scene.RunAsync("job", "cleanup", Job, "--older-than", "0s")).Exits(0);
        Assert.Empty(Uploads(copies, isOther: true));
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/one/uploads/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_changes_while_it_is_copied_in_ranges_is_changed_and_never_a_mix()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        (S3Client copies, string to) = Other(scene, other);
        scene.Put("from/large", Scene.Bytes(30 << 20, 1));
        (await scene.RunAsync("job", "create", Job, "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0);
        using (CommandProcess worker = scene.Start("work", Job, "--bandwidth", "5MiB/s"))
        {
            await Scene.UntilAsync(() => scene.Keys().Any(static key => key.StartsWith("jobs/one/seals/000000000.p", StringComparison.Ordinal)));
            scene.Put("from/large", Scene.Bytes(30 << 20, 2));
            (await worker.ResultAsync()).Exits(0);
        }
        Assert.Contains("1 listed = 0 done + 1 changed + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("changed", Assert.Single((await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..]), StringComparison.Ordinal);
        Assert.Empty(Uploads(copies, isOther: true));
        Assert.Empty(copies.ListObjects(new ListObjectsRequest("copies"), CancellationToken.None).Value.Objects);
    }

    [Fact]
    public async Task How_a_large_object_ends_is_told_once_and_as_its_row_has_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        (_, string to) = Other(scene, other);
        scene.Put("from/large", Scene.Bytes(30 << 20, 1));
        (await scene.RunAsync("job", "create", Job, "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0);
        using CommandProcess worker = scene.Start("work", Job, "--bandwidth", "5MiB/s");
        await Scene.UntilAsync(() => scene.Keys().Any(static key => key.StartsWith("jobs/one/seals/000000000.p", StringComparison.Ordinal)));
        scene.Put("from/large", Scene.Bytes(30 << 20, 2));
        CommandResult result = (await worker.ResultAsync()).Exits(0).SaysNot("PartFailed", "failed:");
        string told = Assert.Single((result.Error + result.Output).Split('\n'), static line => line.StartsWith("changed:", StringComparison.Ordinal));
        string row = Assert.Single((await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..]);
        Assert.Contains(row.Split(',')[6], told, StringComparison.Ordinal);
        Assert.Contains(",changed,", row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_arrives_late_is_joined_where_it_is_the_same_and_never_where_it_is_another(bool isSame)
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        (S3Client copies, string to) = Other(scene, other);
        byte[] large = Scene.Bytes(30 << 20, 1);
        scene.Put("from/large", large);
        (await scene.RunAsync("job", "create", Job, "--lease", "3s", "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0);
        using (CommandProcess worker = scene.Start("work", Job, "--bandwidth", "5MiB/s"))
        {
            await Scene.UntilAsync(() => scene.Keys().Any(static key => key.StartsWith("jobs/one/seals/000000000.p", StringComparison.Ordinal)));
            await worker.KillAsync();
        }
        string seal = scene.Keys().First(static key => key.StartsWith("jobs/one/seals/000000000.p", StringComparison.Ordinal));
        int range = int.Parse(seal.AsSpan(seal.LastIndexOf('p') + 1), CultureInfo.InvariantCulture);
        // What a worker that lost its lease had still under way: the part that another one has sealed.
        MultipartUploadEntry upload = Assert.Single(Uploads(copies, isOther: true));
        byte[] late = isSame ? large.AsSpan(range * (5 << 20), 5 << 20).ToArray() : Scene.Bytes(5 << 20, 2);
        UploadedPart before = copies.ListParts(new ListPartsRequest("copies", upload.Key, upload.UploadId), CancellationToken.None).Value.Parts.Single(part => part.PartNumber == range + 1);
        UploadedPart after = copies.UploadPart(new UploadPartRequest("copies", upload.Key, upload.UploadId, range + 1, new MemoryBody(late)) { Checksum = before.Checksum?.Algorithm ?? ChecksumAlgorithm.None }, CancellationToken.None).Value;
        Assert.Equal(isSame, EntityTag.AreSame(before.ETag, after.ETag));
        await Scene.UntilAsync(() => scene.RunAsync("work", Job).Result.ExitCode is 0 or 1);
        string status = (await scene.RunAsync("job", "status", Job)).Output;
        if (isSame)
        {
            Assert.Contains("1 listed = 1 done + 0 pending", status, StringComparison.Ordinal);
            (await scene.RunAsync("verify", "s3://scene/from/", to)).Exits(0);
            return;
        }
        Assert.Contains("1 listed = 0 done + 1 failed + 0 pending", status, StringComparison.Ordinal);
        Assert.Contains($"Part {range + 1} is not what was copied", Assert.Single((await scene.RunAsync("job", "report", Job)).Lines[1..]), StringComparison.Ordinal);
        Assert.Empty(copies.ListObjects(new ListObjectsRequest("copies"), CancellationToken.None).Value.Objects);
    }

    // The store lists no checksums, and the first part with another ETag than it told: of another form, or as an MD5.
    [Theory]
    [InlineData("told", true, true)]
    [InlineData("0123456789abcdef0123456789abcdef", false, true)]
    [InlineData("0123456789abcdef0123456789abcdef", true, false)]
    public async Task A_part_with_another_ETag_and_no_checksum_proves_nothing_and_is_other_bytes_where_ETags_are_MD5s(string told, bool hasAgreed, bool isDone)
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        using DeviantStore deviant = new(other.Url, (request, answer) =>
        {
            foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)).ToList())
                answer.Headers.Remove(name);
            if (request.Method == "PUT" && request.Asks("partNumber") && request.Query.Split('&').Contains("partNumber=1"))
                answer.Headers["etag"] = $"\"{told}\"";
            else if (request.Method == "GET" && request.Asks("uploadId"))
                answer.Text = Checksums().Replace(answer.Text, "");
        });
        (S3Client copies, string to) = Other(scene, other, deviant.Uri);
        // One whose ETag is seen to be an MD5, by the worker that joins.
        if (hasAgreed)
            scene.Put("from/a", Scene.Bytes(10, 2));
        scene.Put("from/large", Scene.Bytes(11 << 20, 1));
        (await scene.RunAsync("job", "create", Job, "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0);
        (await scene.RunAsync("work", Job, "--chunks", "1")).Exits(isDone ? 0 : 1);
        string[] rows = (await scene.RunAsync("job", "report", Job)).Lines[1..];
        Assert.Equal(hasAgreed ? 2 : 1, rows.Length);
        Assert.Equal(isDone, copies.HeadObject(new HeadObjectRequest("copies", new ObjectKey("to/large")), CancellationToken.None).Error is null);
        Assert.Contains(isDone ? ",unverified," : "Part 1 is not what was copied", rows.Single(static row => row.Split(',')[1] == "from/large"), StringComparison.Ordinal);
    }

    [GeneratedRegex("<Checksum[A-Z0-9]+>[^<]*</Checksum[A-Z0-9]+>")]
    private static partial Regex Checksums();

    [Fact]
    public async Task An_upload_that_several_workers_fill_is_theirs_until_the_job_is_cancelled()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        (S3Client copies, string to) = Other(scene, other);
        scene.Put("from/large", Scene.Bytes(30 << 20, 1));
        (await scene.RunAsync("job", "create", Job, "--lease", "1s", "--split-size", "5MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", to)).Exits(0);
        using (CommandProcess worker = scene.Start("work", Job, "--bandwidth", "5MiB/s"))
        {
            await Scene.UntilAsync(() => scene.Keys().Any(static key => key.StartsWith("jobs/one/seals/000000000.p", StringComparison.Ordinal)));
            await worker.KillAsync();
        }
        await Task.Delay(1100);
        (await scene.RunAsync("job", "cleanup", Job, "--older-than", "0s")).Exits(0).Says("of running ones");
        Assert.Single(Uploads(copies, isOther: true));
        (await scene.RunAsync("job", "cancel", Job)).Exits(0);
        (await scene.RunAsync("job", "cleanup", Job)).Exits(0).Says("Removed 1 left over");
        Assert.Empty(Uploads(copies, isOther: true));
        // Its note has gone with it, so that nothing keeps the job.
        (await scene.RunAsync("job", "delete", Job)).Exits(0);
    }

    [Theory]
    [InlineData("1MiB", "lease", "at least 5MiB", "cp", "s3://scene/from/", "s3://scene/copies/")]
    [InlineData("10MiB", "index", "which of two uploads", "cp", "s3://scene/from/", "s3://scene/copies/")]
    [InlineData("10MiB", "lease", "a file is not written by several workers", "cp", "s3://scene/from/", "/tmp/copies/")]
    [InlineData("10MiB", "lease", "rm uploads no object", "rm", "--recursive", "s3://scene/from/")]
    [InlineData("10MiB", "lease", "verify uploads no object", "verify", "--one-way", "s3://scene/from/", "s3://scene/copies/")]
    public async Task Objects_that_cannot_be_split_are_refused_when_the_job_is_created(string size, string claim, string says, params string[] command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/large", Scene.Bytes(10, 1));
        (await scene.RunAsync([.. (string[])["job", "create", Job, "--claim", claim, "--split-size", size, "--"], .. command])).Exits(2).Says(says);
    }

    static IReadOnlyList<MultipartUploadEntry> Uploads(S3Client store, bool isOther) =>
        store.ListMultipartUploads(new ListMultipartUploadsRequest(isOther ? "copies" : Scene.Bucket), CancellationToken.None).Value.Uploads;

    static (S3Client Store, string To) Other(Scene scene, EndpointServer other, Uri? through = null)
    {
        S3Client copies = new(new S3ClientOptions { Endpoint = other.Url, Credentials = CredentialSource.Static(other.AccessKey, other.SecretKey) });
        _ = copies.CreateBucket("copies", null, CancellationToken.None).Value;
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile copy]\nregion = us-east-1\nendpoint_url = {through ?? other.Url}\n");
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"[copy]\naws_access_key_id = {other.AccessKey}\naws_secret_access_key = {other.SecretKey}\n");
        return (copies, "s3://copy@copies/to/");
    }
}
