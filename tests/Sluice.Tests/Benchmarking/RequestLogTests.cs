using System.Globalization;
using CsvHelper;
using Sluice.Benchmarking;
using Sluice.S3;

namespace Sluice.Tests.Benchmarking;

public sealed class RequestLogTests : IDisposable
{
    static readonly long Second = TimeProvider.System.TimestampFrequency;

    readonly string _directory = Directory.CreateTempSubdirectory("sluice-requests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Every_request_is_a_row_of_requests_csv()
    {
        string path = Path.Combine(_directory, "requests.csv");
        using (RequestLog log = new(path, overwrite: false, TimeProvider.System, began: 10 * Second))
        {
            log.Add(Sample(10 * Second + Second / 4) with { BytesReceived = 4096, Connection = 3, Reused = true, RequestId = "id-1" });
            log.Add(Sample(11 * Second) with { Status = 503, ErrorCode = "SlowDown" });
            log.Add(Sample(9 * Second) with { Status = null, FirstByte = null, ErrorCode = "ConnectionRefused" });
        }

        Assert.Equal(
            [
                "started_seconds,operation,first_byte_seconds,duration_seconds,bytes_sent,bytes_received,status,error_code,connection,reused,request_id",
                "0.250000,GetObject,0.010000,0.040000,0,4096,200,,3,true,id-1",
                "1.000000,GetObject,0.010000,0.040000,0,0,503,SlowDown,0,false,",
                "-1.000000,GetObject,,0.040000,0,0,,ConnectionRefused,0,false,",
            ],
            File.ReadAllLines(path));
    }

    [Fact]
    public void What_a_store_says_cannot_break_out_of_its_field()
    {
        string path = Path.Combine(_directory, "requests.csv");
        using (RequestLog log = new(path, overwrite: false, TimeProvider.System, began: 0))
            log.Add(Sample(0) with { ErrorCode = "a,\"b\"\r\nc\u001b[2J", RequestId = "=HYPERLINK(\"x\")" });

        using CsvReader reader = CsvReader.Create(new StringReader(File.ReadAllText(path)), CsvReaderOptions.Default);
        List<string[]> rows = [];
        foreach (CsvRow found in reader)
            rows.Add(found.ToArray());
        string[] row = Assert.Single(rows);
        Assert.Equal("""a,"b"\x0d\x0ac\x1b[2J""", row[7]);
        Assert.Equal("'=HYPERLINK(\"x\")", row[10]);
    }

    [Fact]
    public async Task Samples_of_many_threads_are_all_written_once()
    {
        const int Threads = 8, Each = RequestLog.MaxWaiting / Threads;
        string path = Path.Combine(_directory, "requests.csv");
        RequestLog log = new(path, overwrite: false, TimeProvider.System, began: 0);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int at = 0; at < Each; at++)
                log.Add(Sample(0) with { Connection = thread * Each + at });
        })));
        log.Dispose();
        log.Add(Sample(0));

        string[] rows = File.ReadAllLines(path)[1..];
        Assert.Equal(log.Rows, rows.Length);
        Assert.Equal(Threads * Each, log.Rows);
        Assert.Equal(0, log.Lost);
        Assert.Equal(log.Rows, rows.Select(static row => row.Split(',')[8]).Distinct().Count());
        Assert.Equal(log.Rows, log.Duration!.Buckets.Sum(static bucket => bucket.Count));
    }

    [Fact]
    public void A_sample_costs_its_thread_no_allocation()
    {
        using RequestLog log = new(Path.Combine(_directory, "requests.csv"), overwrite: false, TimeProvider.System, began: 0);
        RequestSample sample = Sample(0);
        log.Add(sample);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int at = 0; at < 1000; at++)
            log.Add(sample);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Samples_that_come_faster_than_rows_can_be_written_are_counted_and_left_out()
    {
        if (!File.Exists("/dev/full"))
            return;
        using RequestLog log = new("/dev/full", overwrite: true, TimeProvider.System, began: 0);
        for (int at = 0; at < 4 * RequestLog.MaxWaiting; at++)
            log.Add(Sample(0));
        log.Dispose();
        Assert.Equal(4 * RequestLog.MaxWaiting, log.Rows + log.Lost);
        Assert.Contains("No space is left", log.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_count_successful_requests_in_ranges_that_hold_them()
    {
        RequestLog log = new(Path.Combine(_directory, "requests.csv"), overwrite: false, TimeProvider.System, began: 0);
        double[] seconds = [0, 1e-6, 0.0101, 0.0102, 3, 5000];
        foreach (double time in seconds)
            log.Add(Sample(0) with { FirstByte = TimeSpan.FromSeconds(time) });
        log.Add(Sample(0) with { ErrorCode = "InternalError", FirstByte = TimeSpan.FromSeconds(7) });
        log.Dispose();

        HistogramBucket[] buckets = [.. log.FirstByte!.Buckets];
        Assert.Equal(seconds.Length, buckets.Sum(static bucket => bucket.Count));
        Assert.Equal(2, buckets.Single(static bucket => bucket.From <= 0.0101 && 0.0101 < bucket.To).Count);
        Assert.Equal(1, buckets.Single(static bucket => bucket.From <= 3 && 3 < bucket.To).Count);
        for (int at = 1; at < buckets.Length; at++)
            Assert.Equal(buckets[at - 1].To, buckets[at].From);
        Assert.Equal("1.26", (buckets[1].To / buckets[1].From).ToString("0.00", CultureInfo.InvariantCulture));
    }

    static RequestSample Sample(long started) => new()
    {
        Operation = "GetObject",
        Started = started,
        FirstByte = TimeSpan.FromMilliseconds(10),
        Duration = TimeSpan.FromMilliseconds(40),
        Status = 200,
        ErrorCode = "",
    };
}
