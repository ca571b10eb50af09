using Sluice.Jobs.Store;
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
        if (!Store.Can(Capability.WritesIfMatch))
            return;
        JobStore job = Job();
        string first = job.Create("leases/1", "one"u8.ToArray(), default)!;
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

    S3JobStore Job() => new(Client, (S3Location)LocationParser.Parse($"s3://{Bucket}/jobs/one"));
}
