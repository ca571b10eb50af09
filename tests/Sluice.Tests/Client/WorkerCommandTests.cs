using Sluice.Client;
using Sluice.Processing;

namespace Sluice.Tests.Client;

public sealed class WorkerCommandTests
{
    [Fact]
    public void What_listed_the_source_of_a_job_is_passed_over_because_a_chunk_has_its_items()
    {
        ProcessRequest? read = WorkerCommand.Read(["process", "--from-inventory", "s3://inv/b/all/manifest.json", "--max-inventory-age=2d", "--to", "s3://out/{key}", "s3://bucket/", "--", "name"], out string problem);
        Assert.Equal("", problem);
        Assert.Equal(["s3://bucket/"], read!.Sources.Select(static source => source.ToString()));
    }

    [Fact]
    public void A_flag_that_would_make_other_results_is_refused_by_name()
    {
        Assert.Null(WorkerCommand.Read(["process", "--exclude", "x", "--to", "s3://out/{key}", "s3://bucket/", "--", "name"], out string problem));
        Assert.Contains("--exclude", problem, StringComparison.Ordinal);
    }
}
