using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Tests.Jobs.Watching;

namespace Sluice.Tests.Jobs;

public sealed class JobStateTests
{
    static readonly string First = JobNames.Numbered(0), Other = JobNames.Numbered(1);

    static string NameOf(string part) => part switch
    {
        "job" => JobNames.Job,
        "plan" => JobNames.Plan,
        "seal" => JobNames.Seal(First),
        "rows" => JobNames.OutcomesOf(First, "w1", 1),
        _ => JobNames.Chunk(Other),
    };

    [Theory]
    [InlineData("job")]
    [InlineData("plan")]
    [InlineData("seal")]
    [InlineData("rows")]
    [InlineData("chunk")]
    public void A_file_of_a_job_that_comes_damaged_once_is_read_again_before_it_counts_as_damaged(string part)
    {
        SomeJob job = new(2);
        job.Seal(First);
        string name = NameOf(part);
        byte[] whole = job.Store.Read(name, default)!.Value.Content;
        int reads = 0;
        job.Store.OnRead = read =>
        {
            if (read == name)
                job.Store.Write(name, reads++ == 0 ? [0] : whole, default);
        };
        Assert.Equal(job.Definition.Id, JobState.Find(job.Store, default)!.Id);
        Assert.Equal(2, JobState.ReadPlan(job.Store, default)!.Chunks);
        ChunkSeal seal = JobState.ReadSeal(job.Store, First, default)!;
        Assert.Equal(job.Items + 1, OutcomeRow.Read(job.Store, seal, default)!.Count);
        Assert.Equal(job.Items, ChunkFile.Read(job.Store, Other, job.Definition.Mark, default).Items.Count);
        Assert.Equal(2, reads);
    }

    [Fact]
    public void A_file_of_a_job_that_comes_damaged_twice_is_damaged()
    {
        SomeJob job = new(2);
        job.Seal(First);
        foreach (string part in (string[])["seal", "plan", "job"])
            job.Store.Write(NameOf(part), "{"u8.ToArray(), default);
        Assert.Null(JobState.ReadSeal(job.Store, First, default, out bool isThere));
        Assert.True(isThere);
        Assert.Equal(JobState.Damaged, Assert.Throws<FailureException>(() => JobState.ReadPlan(job.Store, default)).Failure.Code);
        Assert.Equal(JobState.Damaged, Assert.Throws<FailureException>(() => JobState.Find(job.Store, default)).Failure.Code);
    }
}
