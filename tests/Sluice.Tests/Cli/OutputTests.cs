using System.Text;
using System.Text.Json;
using Sluice.Cli;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Cli;

public sealed class OutputTests
{
    [Fact]
    public void The_summary_shows_the_ledger_identity_and_what_was_verified()
    {
        string text = string.Join('\n', RunSummary.Lines("Copied", Report(failed: 0), dryRun: false, Paint.None));
        Assert.Equal(
            """
            Copied 1,003 objects, 2.00 GiB in 10.0 s (205 MiB/s, 100 objects/s).
              integrity  1,000 verified by checksum, 2 by MD5, 1 by size only
              ledger     1,004 listed = 1,003 done + 1 skipped + 0 pending
              requests   1,100 sent, 3 retries, 1 asked to slow down
              cost       0.60 CPU-s per GiB (0.80 user + 0.40 system), peak memory 96.0 MiB
            """.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void A_run_with_failures_says_so_first()
    {
        string first = RunSummary.Lines("Copied", Report(failed: 2), dryRun: false, Paint.None).First();
        Assert.StartsWith("Incomplete (2 did not arrive, named above): Copied 1,003 objects", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_names_are_snake_case_absent_values_are_left_out_and_checksums_readable()
    {
        ItemOutcome outcome = new() { Kind = OutcomeKind.Done, Operation = "cp", From = new LocalLocation("a\u001bb"), To = new S3Location(null, "b", new ObjectKey("k")), Bytes = 3, Checksum = new(ChecksumAlgorithm.Crc64Nvme, "a+b/c="), Verified = Verification.Checksum, Attempts = 1 };
        string line = Printed(printer => printer.Print(outcome), new OutputSettings(Json: true)).Out;
        Assert.Equal("""{"type":"outcome","operation":"cp","outcome":"done","source":"a\\x1bb","destination":"s3://b/k","bytes":3,"checksum":"crc64nvme:a+b/c=","verified":"checksum","attempts":1}""" + "\n", line);
    }

    [Fact]
    public void The_json_summary_holds_the_whole_ledger()
    {
        SummaryRecord record = RunSummary.Record("cp", Report(failed: 2), ExitCode.Failures);
        using JsonDocument json = JsonDocument.Parse(JsonLines.Line(record, JsonLines.Readable.SummaryRecord));
        long Number(string name) => json.RootElement.GetProperty(name).GetInt64();
        Assert.Equal(Number("listed"), Number("done") + Number("skipped") + Number("missing") + Number("changed") + Number("denied") + Number("failed") + Number("quarantined") + Number("pending"));
        Assert.Equal("summary", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(1, Number("exit_code"));
    }

    [Fact]
    public void A_failed_item_is_named_with_code_message_and_request_id()
    {
        ItemOutcome outcome = new() { Kind = OutcomeKind.Denied, Operation = "cp", From = new S3Location(null, "b", new ObjectKey("k")), To = new LocalLocation("./k"), ErrorCode = "AccessDenied", Message = "Access denied.", RequestId = "REQ1" };
        Assert.Equal("denied: s3://b/k -> ./k: Access denied. (AccessDenied, request REQ1)\n", Printed(printer => printer.Print(outcome), new OutputSettings()).Error);
    }

    [Fact]
    public void What_a_store_sends_cannot_move_the_cursor()
    {
        StringWriter error = new();
        new ErrorPrinter(error, Paint.None, null).Print(new S3Error(FailureKind.Denied, RetryClass.Never, "no") { Code = "A\u001b[2J", RequestId = "r\u0007\u202e", Status = 403 });
        Assert.DoesNotContain('\u001b', error.ToString());
        Assert.DoesNotContain('\u0007', error.ToString());
        Assert.DoesNotContain('\u202e', error.ToString());
    }

    [Fact]
    public void A_code_of_our_own_that_says_nothing_more_than_its_sentence_is_not_told()
    {
        StringWriter error = new();
        ErrorPrinter printer = new(error, Paint.None, null);
        printer.Print(Failure.Local("NoMatch", "There is nothing to do: in/ is empty."), null, null);
        printer.Print(Failure.Local("DiskFull", "No room."), null, null);
        Assert.Equal(["error: There is nothing to do: in/ is empty.", "error: No room. (DiskFull)"], error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(FailureKind.NoSuchBucket, "NoSuchBucket", ExitCode.CannotStart)]
    [InlineData(FailureKind.Network, "", ExitCode.CannotStart)]
    [InlineData(FailureKind.Protocol, "", ExitCode.CannotStart)]
    [InlineData(FailureKind.Denied, "SignatureDoesNotMatch", ExitCode.CannotStart)]
    [InlineData(FailureKind.NotFound, "NoSuchKey", ExitCode.Failures)]
    [InlineData(FailureKind.Conflict, "BucketNotEmpty", ExitCode.Failures)]
    public void An_error_has_its_exit_code(FailureKind kind, string code, int expected)
    {
        int exitCode = -1;
        Printed((session, _) => exitCode = session.Fail(new S3Error(kind, RetryClass.Never, "x") { Code = code }), new OutputSettings());
        Assert.Equal(expected, exitCode);
    }

    [Fact]
    public void Colours_obey_the_terminal_the_variable_and_the_option()
    {
        Terminal person = new(true, true, true, MovesCursor: true, NoColor: false), pipe = person with { OutputIsTerminal = false, ErrorIsTerminal = false };
        Assert.True(person.ColorsOutput(ColorChoice.Auto));
        Assert.False(pipe.ColorsOutput(ColorChoice.Auto));
        Assert.True(pipe.ColorsOutput(ColorChoice.Always));
        Assert.False((person with { NoColor = true }).ColorsError(ColorChoice.Auto));
        Assert.False((person with { MovesCursor = false }).ColorsError(ColorChoice.Auto));
        Assert.False((person with { MovesCursor = false }).CanRedraw);
        Assert.False(person.ColorsError(ColorChoice.Never));
    }

    [Fact]
    public void Lines_of_any_length_come_out_whole_and_in_order()
    {
        MemoryStream stream = new();
        LineWriter writer = new(stream, flushEachLine: false);
        string[] lines = [.. Enumerable.Range(0, 200).Select(n => new string((char)('a' + (n % 26)), n * 997 % 100_000))];
        foreach (string line in lines)
            writer.WriteLine(line);
        writer.Flush();
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), Encoding.UTF8.GetString(stream.ToArray()));
    }

    static (string Out, string Error) Printed(Action<OutcomePrinter> act, OutputSettings settings) =>
        Printed((session, _) => act(new OutcomePrinter(session, dryRun: false)), settings);

    static (string Out, string Error) Printed(Action<Session, object?> act, OutputSettings settings)
    {
        MemoryStream output = new();
        StringWriter error = new() { NewLine = "\n" };
        using Session session = new(settings, new Terminal(false, false, false, false, false), output, error, TimeProvider.System, CancellationToken.None);
        act(session, null);
        session.Output.Flush();
        return (Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    static TransferReport Report(long failed) => new()
    {
        Listed = 1004 + failed,
        Outcomes = new OutcomeCounts(1003, 1, 0, 0, 0, failed, 0),
        Bytes = 2L << 30,
        Verified = new Dictionary<Verification, long> { [Verification.Checksum] = 1000, [Verification.Md5] = 2, [Verification.Size] = 1 },
        Elapsed = TimeSpan.FromSeconds(10),
        Requests = 1100,
        Retries = 3,
        Throttles = 1,
        UserCpu = TimeSpan.FromSeconds(0.8),
        SystemCpu = TimeSpan.FromSeconds(0.4),
        PeakMemory = 96 << 20,
    };
}
