using System.Collections.Concurrent;
using Sluice.Cli;
using Sluice.Tests.Scenarios;
using Sluice.Tests.Support;

namespace Sluice.Tests.Faults;

/// <summary>
/// The matrix of faults once more, smaller, with the command in a process of its own: the exit code and the bytes that are there
/// agree, however the store fails. What runs in this process is FaultMatrixTests.
/// </summary>
public sealed class CommandFaultTests
{
    // Retries wait most of the time.
    const int AtOnce = 8;

    static readonly string[] Quiet = ["--progress", "none"];

    // Enough for one fault in each kind of request, and no more waiting than that where all of them fail.
    static readonly string[] Once = ["--max-retries", "4", "--read-timeout", "1s", .. Quiet], Always = ["--max-retries", "1", "--read-timeout", "1s", .. Quiet];

    static readonly string[] Reasons = ["failed: ", "denied: ", "missing: ", "error: "];

    public static TheoryData<string> Works => [.. CommandWork.All.Select(static work => work.Name)];

    [Theory]
    [MemberData(nameof(Works))]
    public async Task A_command_survives_a_fault_that_each_kind_of_request_meets_once(string name)
    {
        CommandWork work = CommandWork.All.Single(work => work.Name == name);
        await AllAsync(CommandFault.All.Where(static fault => fault.Passes).Select(fault => (fault, work.Operations.Where(fault.Meets).ToArray())).Where(static cell => cell.Item2.Length > 0), async cell =>
        {
            (CommandFault fault, string[] operations) = cell;
            return await ProblemAsync(work, fault, operations, times: 1) is { Length: > 0 } problem ? $"{work}, {fault} once: {problem}" : null;
        });
    }

    [Theory]
    [MemberData(nameof(Works))]
    public async Task A_command_whose_requests_always_fail_publishes_nothing_wrong_says_so_and_can_be_done_again(string name)
    {
        CommandWork work = CommandWork.All.Single(work => work.Name == name);
        // A 503 that stays is an error like the other.
        await AllAsync(work.Operations.SelectMany(operation => CommandFault.All.Where(fault => fault.Name != "503" && fault.Meets(operation)).Select(fault => (fault, operation))), async cell =>
        {
            (CommandFault fault, string operation) = cell;
            return await ProblemAsync(work, fault, [operation], times: int.MaxValue) is { Length: > 0 } problem ? $"{work}, {fault} in every {operation}: {problem}" : null;
        });
    }

    [Theory]
    [InlineData("large")]
    [InlineData("s3://other@scene/from/large")]
    public async Task A_command_whose_store_calls_done_what_is_not_there_fails(string source)
    {
        await using CommandStage stage = await CommandStage.BeginAsync(large: true);
        stage.Scene.Deviate(instead: static request => request.Method == "POST" && request.Asks("uploadId")
            ? new StoreAnswer(200, "<CompleteMultipartUploadResult><Bucket>scene</Bucket><Key>to</Key><ETag>\"00000000000000000000000000000000-2\"</ETag></CompleteMultipartUploadResult>") : null);
        (await stage.Scene.RunAsync(["cp", "--part-size", "5MiB", source, "s3://scene/to", .. Always])).Exits(ExitCode.Failures).Says("failed: ");
        Assert.Null(stage.InBucket("to"));
    }

    [Theory]
    [InlineData("s3://scene/from/small", "to")]
    [InlineData("s3://scene/from/small", "s3://other@scene/to")]
    [InlineData("s3://scene/one/", "dir/")]
    public async Task A_command_that_is_told_another_checksum_than_the_bytes_have_fails_and_publishes_nothing(string source, string destination)
    {
        await using CommandStage stage = await CommandStage.BeginAsync(large: false);
        stage.Scene.Deviate(change: static (_, answer) =>
        {
            foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum-crc", StringComparison.OrdinalIgnoreCase)).ToList())
                answer.Headers[name] = "AAAAAAAAAAA=";
        });
        (await stage.Scene.RunAsync(["cp", source, destination, .. Always])).Exits(ExitCode.Failures).Says("failed: ");
        Assert.True(stage.OnDisk("to") is null && stage.InOther("to") is null && stage.OnDisk("dir/small") is null);
    }

    static async Task AllAsync<T>(IEnumerable<T> cells, Func<T, Task<string?>> problemOf)
    {
        ConcurrentQueue<string> problems = [];
        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (cell, _) =>
        {
            if (await problemOf(cell) is { } problem)
                problems.Enqueue(problem);
        });
        Assert.True(problems.IsEmpty, string.Join('\n', problems));
    }

    static async Task<string?> ProblemAsync(CommandWork work, CommandFault fault, string[] operations, int times)
    {
        await using CommandStage stage = await CommandStage.BeginAsync(large: work.Wanted == CommandWork.Large);
        foreach (string operation in operations)
            stage.Put(fault, operation, times);
        CommandResult result = await stage.Scene.RunAsync([.. work.Words, .. times == 1 ? Once : Always]);
        stage.Heal();
        bool storeLied = fault.Name == "corrupt" && operations.Any(static operation => operation is "PutObject" or "UploadPart");
        if (Mismatch(work, stage, result, storeLied) is { } mismatch)
            return $"{mismatch}: exit code {result.ExitCode}\n{result.Error}";
        if (result.ExitCode == ExitCode.Done)
            return stage.Left().Any() ? $"left {string.Join(", ", stage.Left())}" : null;
        if (times == 1 && !storeLied)
            return $"not survived: exit code {result.ExitCode}\n{result.Error}";
        if (result.ExitCode is not (ExitCode.Failures or ExitCode.CannotStart))
            return $"exit code {result.ExitCode}\n{result.Error}";
        if (!Reasons.Any(reason => result.Error.Contains(reason, StringComparison.Ordinal)))
            return $"exit code {result.ExitCode} without a reason\n{result.Error}";
        CommandResult again = await stage.Scene.RunAsync([.. work.Words, .. Quiet]);
        return (again.ExitCode == ExitCode.Done ? Mismatch(work, stage, again, storeLied: false) : "it failed") is { } after ? $"again: {after}: exit code {again.ExitCode}\n{result.Error}\n{again.Error}"
            : stage.Left().Any() ? $"again: left {string.Join(", ", stage.Left())}" : null;
    }

    // A store that damages what it has acknowledged is found by the next reader, not by the writer.
    static string? Mismatch(CommandWork work, CommandStage stage, CommandResult result, bool storeLied)
    {
        byte[]? there = work.Result?.Invoke(stage);
        bool right = work.Result is null || there is not null && there.AsSpan().SequenceEqual(work.Wanted), done = result.ExitCode == ExitCode.Done;
        if (!right && !storeLied && (done || there is not null))
            return there is null ? "nothing is there" : "something wrong has the name";
        if (work.Kept?.Invoke(stage) is { } kept)
        {
            if (kept && done)
                return "not removed";
            if (!kept && !right && !storeLied)
                return "removed before all else was there";
        }
        return null;
    }
}
