using Sluice.Cli;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Faults;

/// <summary>
/// Every fault of the endpoint, in every request of every kind of transfer, once and always. Whatever happens: exit code 0
/// means the right bytes, any other means that nothing wrong has a name, and nothing half done is left. Nothing goes before
/// its copy is whole, and a comparison never calls identical what differs, nor what it could not compare.
/// </summary>
public sealed class FaultMatrixTests(MatrixBench bench) : IClassFixture<MatrixBench>
{
    public static TheoryData<string, string> Cells
    {
        get
        {
            TheoryData<string, string> cells = [];
            foreach (MatrixWork work in MatrixWork.All)
                foreach (string operation in work.Operations)
                    cells.Add(work.Name, operation);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Any_fault_that_happens_once_is_survived_or_named(string kind, string operation)
    {
        MatrixWork work = MatrixWork.All.Single(work => work.Name == kind);
        foreach (MatrixFault fault in MatrixFault.All)
        {
            int exitCode = Run(work, operation, fault, times: 1);
            if (fault.Passes && !CannotBeMended(work, operation, fault))
                Assert.True(exitCode == work.Expected, Tell(work, operation, fault, "once", exitCode));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Any_fault_that_always_happens_publishes_nothing_wrong(string kind, string operation)
    {
        MatrixWork work = MatrixWork.All.Single(work => work.Name == kind);
        foreach (MatrixFault fault in MatrixFault.All)
        {
            int exitCode = Run(work, operation, fault, times: int.MaxValue);
            if (fault.Harmless)
                Assert.True(exitCode == work.Expected, Tell(work, operation, fault, "always", exitCode));
            // What was asked for has happened, as far as anybody can tell.
            // Who may not ask by HEAD and may by GET asks by GET.
            bool isSo = operation == "CompleteMultipartUpload" || SaysItIsGone(operation, fault) || operation == "HeadObject" && fault.Name == "denied";
            if (!fault.Passes && !(isSo && exitCode == work.Expected))
                Assert.True(exitCode is ExitCode.Failures or ExitCode.CannotStart, Tell(work, operation, fault, "always", exitCode));
        }
    }

    // What is printed cannot be taken back; damaged lists of parts and of keys are refused by any code, or name what is not there;
    // and a comparison that takes nobody's word takes what it reads.
    static bool CannotBeMended(MatrixWork work, string operation, MatrixFault fault) => fault.Name == "corrupt"
        && (work.Name.Contains("stdout", StringComparison.Ordinal) || work.Compares || operation is "CompleteMultipartUpload" or "DeleteObjects" or "ListObjectsV2");

    // A store that answers a DELETE so is believed: nothing is lost by it.
    static bool SaysItIsGone(string operation, MatrixFault fault) => fault.Name == "gone" && operation == "DeleteObject";

    int Run(MatrixWork work, string operation, MatrixFault fault, int times)
    {
        bench.Clean();
        work.Before(bench);
        foreach (FaultRule rule in bench.On(operation))
            fault.Put(times == int.MaxValue ? rule : rule.Times(times));
        int exitCode = work.Run(bench);
        bench.Heal();
        string told = Tell(work, operation, fault, times == 1 ? "once" : "always", exitCode);
        byte[]? result = work.Result?.Invoke(bench);
        bool right = work.Result is null || result is not null && result.AsSpan().SequenceEqual(work.Wanted);
        // A store that damages what it has acknowledged is found by the next reader, not by the writer.
        bool storeLied = fault.Name == "corrupt" && work.Uploads && operation is "PutObject" or "UploadPart";
        if (exitCode == ExitCode.Done)
            Assert.True(right || storeLied, $"{told}: wrong bytes");
        else if (work.Name.Contains("stdout", StringComparison.Ordinal))
            Assert.True(result is null || work.Wanted.AsSpan().StartsWith(result) || fault.Name == "corrupt", $"{told}: wrong bytes were printed");
        else
            Assert.True(result is null || right, $"{told}: something wrong has the name");
        if (work.Kept?.Invoke(bench) is { } kept)
        {
            Assert.True(kept || right || storeLied, $"{told}: removed before its copy was whole");
            // Lists that were damaged on their way name other keys, or none.
            bool saidOther = fault.Name == "corrupt" && operation is "ListObjectsV2" or "DeleteObjects" || SaysItIsGone(operation, fault);
            Assert.True(!kept || exitCode != ExitCode.Done || saidOther, $"{told}: not removed");
        }
        if (work.Compares)
            AssertCompared(work, fault, exitCode, told);
        if (exitCode != ExitCode.Done)
            Assert.True(bench.Said.Contains("error", StringComparison.Ordinal) || bench.Said.Contains("Incomplete", StringComparison.Ordinal) || bench.Said.Length > 0, $"{told}: nothing was said");
        Assert.True(!bench.Left().Any(), $"{told}: left {string.Join(", ", bench.Left())}");
        return exitCode;
    }

    void AssertCompared(MatrixWork work, MatrixFault fault, int exitCode, string told)
    {
        if (work.Expected != ExitCode.Done)
            Assert.True(exitCode != ExitCode.Done && !bench.Said.Contains("1 identical", StringComparison.Ordinal), $"{told}: taken for identical");
        else if (exitCode == ExitCode.Done)
            Assert.Contains("1 listed = 1 identical + 0 pending", bench.Said, StringComparison.Ordinal);
        else
            // What a store shows damaged, or says is not there, is different or not there.
            Assert.True(exitCode != ExitCode.Differences || fault.Name is "corrupt" or "gone", $"{told}: taken for different");
    }

    string Tell(MatrixWork work, string operation, MatrixFault fault, string times, int exitCode) => $"{work}, {fault} in {operation}, {times}: exit code {exitCode}\n{bench.Said}";
}
