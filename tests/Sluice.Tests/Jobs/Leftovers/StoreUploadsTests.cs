using System.Globalization;
using Sluice.Jobs.Leftovers;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Jobs.Leftovers;

public sealed class StoreUploadsTests
{
    [Theory]
    [InlineData(0.9, 0)]
    [InlineData(-2, 2)]
    public void An_upload_that_the_stores_clock_has_begun_after_now_is_not_younger_than_nothing(double beginsAfter, double age)
    {
        // The date is that of the answer, in whole seconds; uploads tell milliseconds.
        ManualClock clock = new() { SkipsWaits = true };
        DateTimeOffset date = new(clock.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        string begun = date.AddSeconds(beginsAfter).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        using ScriptedServer server = new(ScriptedServer.Replies(ScriptedServer.Answer(200,
            $"<ListMultipartUploadsResult><Upload><Key>k</Key><UploadId>1</UploadId><Initiated>{begun}</Initiated></Upload><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>",
            $"Date: {date.UtcDateTime:R}\r\n")));
        using S3Client client = Clients.For(server, options => options with { Clock = clock });
        var upload = Assert.Single(new StoreUploads(client).List("bkt", new ObjectKey(""), default));
        Assert.Equal(TimeSpan.FromSeconds(age), upload.Age);
    }
}
