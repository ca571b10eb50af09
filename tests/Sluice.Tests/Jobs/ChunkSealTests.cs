using Sluice.Jobs;
using Sluice.Jobs.Proofs;

namespace Sluice.Tests.Jobs;

public sealed class ChunkSealTests
{
    static readonly string[] Words = ["cp", "s3://from/", "s3://to/"];

    [Theory]
    [InlineData(3, null, null, true)]
    [InlineData(3, "hash", "sum", true)]
    [InlineData(3, "mark", "sum", false)]
    [InlineData(4, "mark", "sum", true)]
    [InlineData(4, null, "sum", false)]
    [InlineData(4, "hash", "sum", false)]
    [InlineData(4, "mark", null, false)]
    public void A_seal_without_its_job_and_the_hash_of_its_rows_is_believed_in_jobs_of_older_versions_alone(int format, string? job, string? hash, bool isBelieved)
    {
        JobDefinition definition = new(format, Words, "lease", 30, DateTimeOffset.UnixEpoch, JobDefinition.HashOf(Words));
        ChunkSeal seal = new("000000000", "w", 1, "rows", [], 1, 0, 0, 0, 0, 0, 0) { Job = job switch { "hash" => definition.Hash, "mark" => definition.Id, _ => null }, OutcomesHash = hash };
        Assert.Equal(isBelieved, seal.IsOf(definition));
    }

    [Fact]
    public void A_seal_of_a_job_of_the_same_command_that_was_created_at_another_time_is_none()
    {
        JobDefinition one = new(JobDefinition.CurrentFormat, Words, "lease", 30, DateTimeOffset.UnixEpoch, JobDefinition.HashOf(Words)), two = one with { Created = one.Created.AddSeconds(1) };
        ChunkSeal seal = new("000000000", "w", 1, null, ["000000000.0", "000000000.1"], 0, 0, 0, 0, 0, 0, 0) { Job = one.Mark };
        Assert.True(seal.IsOf(one));
        Assert.False(seal.IsOf(two));
    }

    [Fact]
    public void An_item_that_comes_twice_or_from_a_chunk_where_it_does_not_belong_is_not_proved_twice()
    {
        ItemOrder order = new();
        Assert.True(order.IsNext("000000000", "a"u8.ToArray()));
        Assert.True(order.IsNext("000000000", "c"u8.ToArray()));
        // A retry has names of its chunk.
        Assert.True(order.IsNext("000000000.r", "b"u8.ToArray()));
        Assert.False(order.IsNext("000000000.r", "a"u8.ToArray()));
        Assert.False(order.IsNext("000000001", "c"u8.ToArray()));
        Assert.False(order.IsNext("000000001", "bb"u8.ToArray()));
        Assert.True(order.IsNext("000000001", "d"u8.ToArray()));
        Assert.False(order.IsNext("000000001.0", "d"u8.ToArray()));
    }
}
