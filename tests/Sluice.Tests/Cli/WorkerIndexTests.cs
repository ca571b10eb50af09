using Sluice.Cli.Jobs;

namespace Sluice.Tests.Cli;

public sealed class WorkerIndexTests
{
    [Theory]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=3 AWS_BATCH_JOB_ARRAY_SIZE=10", 3, 10)]
    [InlineData("JOB_COMPLETION_INDEX=3 SLUICE_WORKERS=8", 3, 8)]
    [InlineData("SLURM_ARRAY_TASK_ID=12 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_COUNT=5", 2, 5)]
    [InlineData("SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_COUNT=5 SLURM_ARRAY_TASK_STEP=2", 2, 5)]
    [InlineData("BATCH_TASK_INDEX=1 BATCH_TASK_COUNT=2", 1, 2)]
    [InlineData("CLOUD_RUN_TASK_INDEX=0 CLOUD_RUN_TASK_COUNT=2", 0, 2)]
    [InlineData("PBS_ARRAY_INDEX=1 SLUICE_WORKERS=3", 1, 3)]
    [InlineData("SGE_TASK_ID=undefined", -1, 0)]
    [InlineData("SGE_TASK_ID=1 SGE_TASK_FIRST=1 SGE_TASK_LAST=4 SGE_TASK_STEPSIZE=1", 0, 4)]
    [InlineData("SGE_TASK_ID=7 SGE_TASK_FIRST=5 SGE_TASK_LAST=8 SGE_TASK_STEPSIZE=1", 2, 4)]
    [InlineData("SGE_TASK_ID=5 SGE_TASK_FIRST=1 SGE_TASK_LAST=10 SGE_TASK_STEPSIZE=4", 1, 3)]
    [InlineData("LSB_JOBINDEX=0", -1, 0)]
    [InlineData("LSB_JOBINDEX=1 LSB_JOBINDEX_END=4", 0, 4)]
    [InlineData("LSB_JOBINDEX=4 LSB_JOBINDEX_END=4", 3, 4)]
    [InlineData("", -1, 0)]
    public void Engines_tell_a_worker_which_it_is(string environment, int index, int count) =>
        Assert.Equal(index < 0 ? null : new WorkerIndex(index, count), WorkerIndex.FromEnvironment(Variables(environment)));

    [Theory]
    [InlineData("JOB_COMPLETION_INDEX=0", "JOB_COMPLETION_INDEX=0 does not tell")]
    [InlineData("PBS_ARRAY_INDEX=7", "PBS_ARRAY_INDEX=7 does not tell")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=7 AWS_BATCH_JOB_ARRAY_SIZE=4", "contradict")]
    [InlineData("JOB_COMPLETION_INDEX=8 SLUICE_WORKERS=8", "contradict")]
    [InlineData("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_COUNT=4", "contradict")]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_STEP=2", "contradict")]
    [InlineData("LSB_JOBINDEX=5 LSB_JOBINDEX_END=4", "contradict")]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=-1 AWS_BATCH_JOB_ARRAY_SIZE=3", "is no number")]
    [InlineData("SLURM_ARRAY_TASK_ID=x", "is no number")]
    public void A_place_that_is_not_told_or_contradicts_itself_is_a_problem_of_what_is_shared_by_index(string environment, string problem)
    {
        WorkerIndex index = WorkerIndex.FromEnvironment(Variables(environment))!;
        Assert.Contains(problem, index.Problem, StringComparison.Ordinal);
        Assert.InRange(index.Index, 0, index.Count - 1);
    }

    [Theory]
    [InlineData("0/1", true)]
    [InlineData("7/8", true)]
    [InlineData("8/8", false)]
    [InlineData("-1/8", false)]
    [InlineData("1", false)]
    [InlineData("a/b", false)]
    [InlineData("0/0", false)]
    public void A_shard_is_one_of_so_many(string text, bool isOne) => Assert.Equal(isOne, WorkerIndex.TryParse(text, out _));

    static Func<string, string?> Variables(string environment) =>
        environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]).GetValueOrDefault;
}
