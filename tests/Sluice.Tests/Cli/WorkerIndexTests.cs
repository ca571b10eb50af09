using Sluice.Cli.Jobs;

namespace Sluice.Tests.Cli;

public sealed class WorkerIndexTests
{
    [Theory]
    [InlineData("AWS_BATCH_JOB_ARRAY_INDEX=3 AWS_BATCH_JOB_ARRAY_SIZE=10", 3, 10)]
    [InlineData("JOB_COMPLETION_INDEX=0", 0, 1)]
    [InlineData("JOB_COMPLETION_INDEX=3 SLUICE_WORKERS=8", 3, 8)]
    [InlineData("SLURM_ARRAY_TASK_ID=12 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_COUNT=5", 2, 5)]
    [InlineData("SGE_TASK_ID=undefined", -1, 0)]
    [InlineData("SGE_TASK_ID=1 SGE_TASK_FIRST=1 SGE_TASK_LAST=4", 0, 4)]
    [InlineData("", -1, 0)]
    public void Engines_tell_a_worker_which_it_is(string environment, int index, int count)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        Assert.Equal(index < 0 ? null : new WorkerIndex(index, count), WorkerIndex.FromEnvironment(variables.GetValueOrDefault));
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
}
