using Sluice.Cli;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Faults;

/// <summary>
/// Every fault of the endpoint, in every request of every kind of transfer, once and always. Whatever happens: exit code 0
/// means the right bytes, any other means that nothing wrong has a name, and nothing half done is left.
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
                Assert.True(exitCode == ExitCode.Done, Tell(work, operation, fault, "once", exitCode));
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
                Assert.True(exitCode == ExitCode.Done, Tell(work, operation, fault, "always", exitCode));
            if (!fault.Passes && !(operation == "CompleteMultipartUpload" && exitCode == ExitCode.Done))
                Assert.True(exitCode is ExitCode.Failures or ExitCode.CannotStart, Tell(work, operation, fault, "always", exitCode));
        }
    }

    // What is printed cannot be taken back; and the list of parts is refused by the store when it arrives damaged, by any code.
    static bool CannotBeMended(MatrixWork work, string operation, MatrixFault fault) => fault.Name == "corrupt"
        && (work.Name.Contains("stdout", StringComparison.Ordinal) || operation == "CompleteMultipartUpload");

    int Run(MatrixWork work, string operation, MatrixFault fault, int times)
    {
        bench.Clean();
        foreach (FaultRule rule in bench.On(operation))
            fault.Put(times == int.MaxValue ? rule : rule.Times(times));
        int exitCode = work.Run(bench);
        bench.Heal();
        string told = Tell(work, operation, fault, times == 1 ? "once" : "always", exitCode);
        byte[]? result = work.Result(bench);
        bool right = result is not null && result.AsSpan().SequenceEqual(work.Wanted);
        // A store that damages what it has acknowledged is found by the next reader, not by the writer.
        bool storeLied = fault.Name == "corrupt" && work.Uploads && operation is "PutObject" or "UploadPart";
        if (exitCode == ExitCode.Done)
            Assert.True(right || storeLied, $"{told}: wrong bytes");
        else if (work.Name.Contains("stdout", StringComparison.Ordinal))
            Assert.True(result is null || work.Wanted.AsSpan().StartsWith(result) || fault.Name == "corrupt", $"{told}: wrong bytes were printed");
        else
            Assert.True(result is null || right, $"{told}: something wrong has the name");
        if (exitCode != ExitCode.Done)
            Assert.True(bench.Said.Contains("error", StringComparison.Ordinal) || bench.Said.Contains("Incomplete", StringComparison.Ordinal) || bench.Said.Length > 0, $"{told}: nothing was said");
        Assert.True(!bench.Left().Any(), $"{told}: left {string.Join(", ", bench.Left())}");
        return exitCode;
    }

    string Tell(MatrixWork work, string operation, MatrixFault fault, string times, int exitCode) => $"{work}, {fault} in {operation}, {times}: exit code {exitCode}\n{bench.Said}";
}
