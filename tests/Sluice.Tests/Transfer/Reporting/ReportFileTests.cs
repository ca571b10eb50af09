using System.Text.Json;
using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Reporting;

public sealed class ReportFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Csv_begins_with_the_columns_of_s3_batch_operations()
    {
        string[] lines = Written("r.csv", Done());
        Assert.Equal("Bucket,Key,VersionId,TaskStatus,ErrorCode,HTTPStatusCode,ResultMessage,Operation,Outcome,Source,Destination,Bytes,Checksum,Verified,Attempts,RequestId", lines[0]);
        Assert.Equal("bucket,a%20b/%C3%BC,v1,succeeded,,200,,cp,done,in.txt,s3://bucket/a b/ü,3,crc64nvme:a+b/c=,checksum,1,REQ", lines[1]);
    }

    [Fact]
    public void No_name_becomes_a_formula_a_second_row_or_a_control_sequence()
    {
        string[] lines = Written("r.csv",
            Done() with { From = new S3Location(null, "bucket", new ObjectKey("=1+2\r\n\x1b[31m,\"x\"")), To = new LocalLocation("=cmd|' /C calc'!A0") },
            Done() with { From = new S3Location(null, "bucket", new ObjectKey("-x")), ErrorCode = "@code\r\nx", RequestId = "+1" });
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("bucket,%3D1%2B2%0D%0A%1B%5B31m%2C%22x%22,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",./=cmd|' /C calc'!A0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("bucket,%2Dx,", lines[2], StringComparison.Ordinal);
        Assert.Contains("'@code", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("\"'+1\"", lines[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.DoesNotContain(line, static c => char.IsControl(c)));
    }

    [Fact]
    public void Json_lines_have_exact_keys()
    {
        string[] lines = Written("r.jsonl", Done(), Done() with { From = new S3Location(null, "bucket", new ObjectKey([0xff, (byte)'a'])) });
        JsonElement first = JsonDocument.Parse(lines[0]).RootElement, second = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(("a b/ü", "succeeded", 3), (first.GetProperty("key").GetString(), first.GetProperty("task_status").GetString(), first.GetProperty("bytes").GetInt32()));
        Assert.Equal([0xff, (byte)'a'], second.GetProperty("key_base64").GetBytesFromBase64());
    }

    [Fact]
    public void Rows_reach_the_file_whole_a_second_late_at_most()
    {
        ManualClock clock = new();
        string path = Path.Combine(_directory, "r.csv");
        using ReportFile file = new(path, overwrite: false, clock);
        file.Add(Done());
        Assert.Single(File.ReadAllLines(path));
        clock.Advance(TimeSpan.FromSeconds(1));
        file.Add(Done());
        Assert.Equal(3, File.ReadAllLines(path).Length);
        for (int row = 0; row < 5000; row++)
            file.Add(Done());
        string text = File.ReadAllText(path);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 5000 * 80, int.MaxValue);
    }

    [Fact]
    public void A_file_that_is_there_is_not_touched_unless_that_is_asked_for()
    {
        string path = Path.Combine(_directory, "r.csv");
        File.WriteAllText(path, "precious");
        Assert.Throws<IOException>(() => new ReportFile(path, overwrite: false, TimeProvider.System));
        Assert.Equal("precious", File.ReadAllText(path));
        new ReportFile(path, overwrite: true, TimeProvider.System).Dispose();
        Assert.StartsWith("Bucket,", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_cannot_be_written_says_so_and_counts_no_rows_it_has_not()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using ReportFile file = new("/dev/full", overwrite: true, TimeProvider.System);
        file.Add(Done());
        Assert.Equal(0, file.Rows.Ended);
        Assert.Contains("No space is left", file.Problem, StringComparison.Ordinal);
    }

    string[] Written(string name, params ItemOutcome[] outcomes)
    {
        string path = Path.Combine(_directory, name);
        using (ReportFile file = new(path, overwrite: false, TimeProvider.System))
        {
            foreach (ItemOutcome outcome in outcomes)
                file.Add(outcome);
            Assert.Equal(outcomes.Length, file.Rows.Ended);
        }
        return File.ReadAllText(path).Split('\n')[..^1];
    }

    static ItemOutcome Done() => new()
    {
        Kind = OutcomeKind.Done,
        Operation = "cp",
        From = new LocalLocation("in.txt"),
        To = new S3Location(null, "bucket", new ObjectKey("a b/ü")),
        Bytes = 3,
        Checksum = new ObjectChecksum(ChecksumAlgorithm.Crc64Nvme, "a+b/c="),
        Verified = Verification.Checksum,
        Attempts = 1,
        Status = 200,
        VersionId = "v1",
        RequestId = "REQ",
    };
}
