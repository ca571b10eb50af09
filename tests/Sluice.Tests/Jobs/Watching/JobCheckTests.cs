using System.Text;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Jobs.Watching;

namespace Sluice.Tests.Jobs.Watching;

/// <summary>What names tell of a job is read as far as that is asked for, and what cannot be read is never told as done.</summary>
public sealed class JobCheckTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{\"chunk\":\"000000001\",\"wor")]
    [InlineData("{}")]
    [InlineData("{\"chunk\":\"000000001\",\"worker\":\"w1\",\"attempt\":1}")]
    [InlineData("of another chunk")]
    [InlineData("of other counts")]
    public void Items_of_a_seal_that_cannot_be_read_are_pending_and_the_job_is_damaged(string seal)
    {
        SomeJob job = new(3);
        for (int chunk = 0; chunk < 3; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        Assert.False(job.View().State.IsDamaged);
        Garble(job, JobNames.Numbered(1), seal);
        JobState state = job.View().State;
        Assert.True(state is { IsOver: true, IsDamaged: true, Pending: 10, Outcomes.Done: 20, Bytes: 2000, ReadSeals: 3 });
        Assert.Equal([new JobDamage(JobNames.Numbered(1), JobDamageKind.Seal, 10)], state.Damage);
        Assert.Equal(2, job.View(3).Bins.Sum(static bin => bin.Done));
    }

    [Fact]
    public void Of_thousands_of_seals_those_are_read_first_that_a_listing_tells_to_be_other_bytes()
    {
        SomeJob job = new(1000);
        job.Store.ListsHashes = true;
        for (int chunk = 0; chunk < 1000; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        foreach (int chunk in (int[])[123, 777])
            Garble(job, JobNames.Numbered(chunk), "");
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        watch.ReadSeals(10, default);
        Assert.Equal([JobNames.Numbered(123), JobNames.Numbered(777)], watch.State.Damage.Select(static damage => damage.Chunk));
        Assert.True(watch.State is { Pending: 20, IsDamaged: true, ReadSeals: <= 10 });

        // What listings tell of an encrypted bucket are no MD5s: nothing is made of it.
        SomeJob encrypted = new(50);
        for (int chunk = 0; chunk < 50; chunk++)
            encrypted.Seal(JobNames.Numbered(chunk));
        encrypted.Store.ListsHashes = true;
        foreach (string tally in encrypted.Store.List(JobNames.Tallies, "", default).Select(static entry => entry.Name).ToList())
        {
            encrypted.Store.Delete(tally, default);
            encrypted.Store.Write($"{tally[..^32]}{new string('0', 32)}", default, default);
        }
        watch = new JobWatch(encrypted.Store);
        watch.ReadAll(default);
        watch.ReadSeals(10, default);
        Assert.True(watch.State is { Pending: 0, IsDamaged: false, ReadSeals: 10 });
    }

    [Fact]
    public void A_seal_that_is_put_right_counts_again()
    {
        SomeJob job = new(2);
        job.Seal(JobNames.Numbered(0));
        job.Seal(JobNames.Numbered(1));
        byte[] whole = job.Store.Read(JobNames.Seal(JobNames.Numbered(1)), default)!.Value.Content;
        Garble(job, JobNames.Numbered(1), "");
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        watch.ReadSeals(10, default);
        Assert.Equal(10, watch.State.Pending);
        watch.ReadSeals(10, default);
        Assert.Equal(10, watch.State.Pending);
        job.Store.Write(JobNames.Seal(JobNames.Numbered(1)), whole, default);
        watch.ReadSeals(10, default);
        Assert.True(watch.State is { Pending: 0, IsDamaged: false, Outcomes.Done: 20 });
    }

    [Fact]
    public void Rows_that_are_gone_are_told_and_those_that_only_a_listing_lacks_are_not()
    {
        SomeJob job = new(3);
        for (int chunk = 0; chunk < 3; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        job.Store.Unlisted.Add(JobNames.OutcomesOf(JobNames.Numbered(0), "w1", 1));
        Assert.False(job.View().State.IsDamaged);
        job.Store.Delete(JobNames.OutcomesOf(JobNames.Numbered(1), "w1", 1), default);
        JobState state = job.View().State;
        Assert.Equal([new JobDamage(JobNames.Numbered(1), JobDamageKind.Rows, 10)], state.Damage);
        Assert.True(state is { IsDamaged: true, Pending: 0 });
    }

    [Fact]
    public void All_seals_and_rows_are_read_where_that_is_asked_for()
    {
        SomeJob job = new(5);
        for (int chunk = 0; chunk < 5; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        string rows = JobNames.OutcomesOf(JobNames.Numbered(3), "w1", 1);
        // As many rows, of another chunk in which something failed.
        job.Seal(JobNames.Numbered(2), [(OutcomeKind.Failed, "Exit3", "x")]);
        job.Store.Write(rows, job.Store.Read(JobNames.OutcomesOf(JobNames.Numbered(2), "w1", 1), default)!.Value.Content, default);
        job.Seal(JobNames.Numbered(2));
        job.Store.Delete(job.Store.List($"{JobNames.Tallies}{JobNames.Numbered(2)}_9_", "", default).Single().Name, default);
        Garble(job, JobNames.Numbered(4), "");
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        int read = 0;
        watch.ReadRows(() => read++, default);
        Assert.Equal(5, read);
        Assert.Equal([(JobNames.Numbered(3), JobDamageKind.Rows), (JobNames.Numbered(4), JobDamageKind.Seal)], watch.State.Damage.Select(static one => (one.Chunk, one.Kind)));
    }

    [Fact]
    public void Status_of_10740_chunks_reads_some_seals_and_takes_less_than_three_hundred_requests()
    {
        SomeJob job = new(10_740, itemsEach: 1);
        for (int chunk = 0; chunk < 10_740; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        job.Store.Requests = 0;
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        watch.ReadSeals(200, default);
        Assert.InRange(job.Store.Requests, 1, 299);
        Assert.True(watch.State is { IsDamaged: false, ReadSeals: > 150 and <= 200 });
        for (int look = 0; look < 100 && watch.State.ReadSeals < 10_740; look++)
            watch.ReadSeals(200, default);
        Assert.Equal(10_740, watch.State.ReadSeals);
    }

    [Fact]
    public void A_chunk_that_a_worker_could_not_read_is_told_until_it_can_be_read()
    {
        SomeJob job = new(2);
        job.Seal(JobNames.Numbered(0));
        byte[] whole = job.Store.Read(JobNames.Chunk(JobNames.Numbered(1)), default)!.Value.Content;
        job.Store.Write(JobNames.Chunk(JobNames.Numbered(1)), whole.AsMemory(0, whole.Length / 2), default);
        Assert.False(job.View().State.IsDamaged);
        job.Store.Write(JobNames.UnreadableOf(JobNames.Numbered(1)), Encoding.UTF8.GetBytes("why"), default);
        JobState state = job.View().State;
        Assert.Equal([new JobDamage(JobNames.Numbered(1), JobDamageKind.Chunk)], state.Damage);
        Assert.True(state is { IsStuck: true, IsOver: false, IsDamaged: true });
        job.Store.Write(JobNames.Chunk(JobNames.Numbered(1)), whole, default);
        Assert.False(job.View().State.IsDamaged);
        job.Seal(JobNames.Numbered(1));
        Assert.True(job.View().State is { IsOver: true, IsDamaged: false });
    }

    [Fact]
    public void Unverified_items_are_counted_and_unknown_where_a_seal_does_not_tell()
    {
        SomeJob job = new(2);
        job.Seal(JobNames.Numbered(0), unverified: 3);
        Assert.Equal(3, job.View().State.Unverified);
        job.Store.Write(JobNames.Seal(JobNames.Numbered(1)), default, default);
        job.Store.Write($"{JobNames.Tallies}{JobNames.Numbered(1)}_10_0_0_0_0_0_0_1000", default, default);
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        Assert.Null(watch.State.Unverified);
    }

    static void Garble(SomeJob job, string chunk, string seal)
    {
        ChunkSeal whole = JobState.ReadSeal(job.Store, chunk, default)!;
        byte[] content = seal switch
        {
            "of another chunk" => JobJson.Write(whole with { Chunk = JobNames.Numbered(0) }, JobJson.Default.ChunkSeal),
            "of other counts" => JobJson.Write(whole with { Done = whole.Done - 1, Failed = 1 }, JobJson.Default.ChunkSeal),
            _ => Encoding.UTF8.GetBytes(seal),
        };
        job.Store.Write(JobNames.Seal(chunk), content, default);
    }
}
