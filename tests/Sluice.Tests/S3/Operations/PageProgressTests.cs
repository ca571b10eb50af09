using System.Globalization;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Tests.S3.Operations;

public sealed class PageProgressTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(3, 1)]
    [InlineData(5, 7)]
    [InlineData(100, 13)]
    public void Places_that_come_again_are_found_after_a_few_times_their_number(int before, int circle)
    {
        PageProgress progress = new("List");
        int pages = 0;
        for (S3Error? error = null; error is null; pages++)
        {
            Assert.True(pages <= 3 * (before + circle) + 3);
            int place = pages < before ? pages : before + (pages - before) % circle;
            error = progress.See($"token-{place}", $"name-{pages}");
        }
    }

    [Fact]
    public void Names_that_come_again_under_ever_new_places_are_found()
    {
        PageProgress progress = new("List");
        Assert.Null(progress.See("1", "a"));
        Assert.Null(progress.See("2", "b"));
        Assert.Contains("cannot be known", (progress.See("3", "a") ?? progress.See("4", "b"))?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_without_names_are_bounded_in_a_row_and_a_name_begins_anew()
    {
        PageProgress progress = new("List");
        int place = 0;
        foreach (int round in Enumerable.Range(0, 3))
        {
            for (int i = 0; i < 1000; i++)
                Assert.Null(progress.See(Next(), ""));
            Assert.Null(progress.See(Next(), $"name-{round}"));
        }
        for (int i = 0; i < 1000; i++)
            Assert.Null(progress.See(Next(), ""));
        Assert.NotNull(progress.See(Next(), ""));

        string Next() => (++place).ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_million_places_that_differ_are_no_circle()
    {
        PageProgress progress = new("List");
        for (int i = 0; i < 1_000_000; i++)
            Assert.Null(progress.See(i.ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture)));
    }
}
