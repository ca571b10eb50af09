using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Tests.Conformance;

/// <summary>What jobs need of a store: contents that are written on conditions, and times of its own clock.</summary>
public abstract class JobStoreConformance(Store store) : StoreConformance(store)
{
    [Fact]
    public void Leases_are_offered_where_a_store_replaces_on_condition_of_an_ETag_and_seals_everywhere()
    {
        JobStore job = Job();
        Assert.True(job.HonoursCreation(default));
        Assert.Equal(Store.Can(Capability.WritesIfMatch), job.HonoursConditions(default));
        // A probe leaves nothing.
        Assert.Empty(job.List("", "", default));
    }

    [Fact]
    public void What_is_created_by_many_at_once_is_created_by_one()
    {
        JobStore job = Job();
        int winners = 0;
        Parallel.For(0, 12, number =>
        {
            if (job.Create("seals/000000000", BitConverter.GetBytes(number), default) is null)
                return;
            Interlocked.Increment(ref winners);
        });
        Assert.Equal(1, winners);
        Assert.Null(job.Create("seals/000000000", "late"u8.ToArray(), default));
        // The answer to the first request was lost: it comes again, and is the same.
        Assert.NotNull(job.Create("seals/000000000", job.Read("seals/000000000", default)!.Value.Content, default));
    }

    [Fact]
    public void What_was_replaced_has_another_tag_and_who_has_the_old_one_replaces_nothing()
    {
        JobStore job = Job();
        string first = job.Create("leases/1", "one"u8.ToArray(), default)!;
        if (!Store.Can(Capability.WritesIfMatch))
        {
            // One of the two does not hold there, and the store is found out: no lease would keep anybody off.
            bool isReplaced = job.Replace("leases/1", "two"u8.ToArray(), first, default) is not null;
            Assert.True(!isReplaced || job.Replace("leases/1", "three"u8.ToArray(), first, default) is not null);
            Assert.False(job.HonoursConditions(default));
            return;
        }
        string second = job.Replace("leases/1", "two"u8.ToArray(), first, default)!;
        Assert.NotEqual(first, second);
        Assert.Null(job.Replace("leases/1", "three"u8.ToArray(), first, default));
        Assert.Null(job.Replace("leases/none", "three"u8.ToArray(), first, default));
        Assert.Equal("two"u8.ToArray(), job.Read("leases/1", default)!.Value.Content);
        Assert.Equal(second, job.Read("leases/1", default)!.Value.Tag);
    }

    [Fact]
    public void The_age_of_a_content_is_told_by_the_stores_own_clock_and_never_as_more_than_it_is()
    {
        JobStore job = Job();
        string tag = job.Create("leases/1", "one"u8.ToArray(), default)!;
        long written = System.Diagnostics.Stopwatch.GetTimestamp();
        Thread.Sleep(4000);
        TimeSpan? age = job.Age("leases/1", tag, default);
        Assert.InRange(age!.Value.TotalSeconds, 0.9, System.Diagnostics.Stopwatch.GetElapsedTime(written).TotalSeconds);
        Assert.Null(job.Age("leases/1", "another", default));
        Assert.Null(job.Age("leases/none", tag, default));
    }

    [Fact]
    public void What_an_attempt_has_begun_to_upload_is_found_by_its_note_and_what_another_program_uploads_is_not()
    {
        JobStore job = Job();
        string[] words = ["cp", $"s3://{Bucket}/from/", $"s3://{Bucket}/to/"];
        JobDefinition definition = new(JobDefinition.CurrentFormat, words, "lease", 30, DateTimeOffset.UnixEpoch, JobDefinition.HashOf(words));
        job.Write(JobNames.Job, JobJson.Write(definition, JobJson.Default.JobDefinition), default);
        job.Write(JobNames.Chunk(JobNames.Numbered(0)), ChunkFile.Write(definition.Mark, [new ChunkItem("a"u8.ToArray(), 1, null, null, null)]), default);
        string noted = Begin(hasPart: true), theirs = Begin(hasPart: true);
        string empty = Begin(hasPart: false);
        Assert.Null(new UploadNotes(job, JobNames.Numbered(0), "one", 1).Begun(Bucket, Key("to/a"), noted));
        JobLeftovers leftovers = new(job, definition, LocationParser.Parse(words[1]), LocationParser.Parse(words[2]), new StoreUploads(Client), TimeProvider.System);
        // Nobody tells who has the chunk: none of it is left over before it is old.
        Assert.All(leftovers.Find(TimeSpan.FromDays(1), default), static found => Assert.Equal(LeftoverState.Young, found.State));
        job.Write(JobNames.Seal(JobNames.Numbered(0)), JobJson.Write(new ChunkSeal(JobNames.Numbered(0), "two", 2, JobNames.OutcomesOf(JobNames.Numbered(0), "two", 2), [], 0, 0, 0, 0, 0, 0, 0) { Job = definition.Mark, OutcomesHash = "" }, JobJson.Default.ChunkSeal), default);
        foreach (JobLeftover found in leftovers.Find(TimeSpan.FromSeconds(-5), default).Where(static found => found.State == LeftoverState.Abandoned))
            Assert.Null(found.Remove(default));
        // One that no note has is the job's only if it was begun while the job ran.
        Assert.Equal(((string[])(Store.Can(Capability.TellsUploadTimes) ? [theirs] : [theirs, empty])).Order(StringComparer.Ordinal), Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket) { Prefix = Key("to/") }, default)).Uploads.Select(static upload => upload.UploadId).Order(StringComparer.Ordinal));
        _ = Client.AbortMultipartUpload(new AbortMultipartUploadRequest(Bucket, Key("to/a"), theirs), default);

        string Begin(bool hasPart)
        {
            string id = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, Key("to/a")), default));
            if (hasPart)
                _ = Ok(Client.UploadPart(new UploadPartRequest(Bucket, Key("to/a"), id, 1, new MemoryBody(new byte[1])), default));
            return id;
        }
    }

    S3JobStore Job() => new(Client, (S3Location)LocationParser.Parse($"s3://{Bucket}/jobs/one"));
}
