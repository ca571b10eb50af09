using System.Diagnostics;
using System.Globalization;
using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary>Shows running commands, or changes what they may use and says what holds then.</summary>
sealed class LimitCommand(Session session)
{
    // Long enough to measure a rate, short enough not to be noticed.
    static readonly TimeSpan RateWindow = TimeSpan.FromMilliseconds(400);

    /// <summary>Does it, for these processes or for all (null). Exit code 1 when one of them could not be asked or changed.</summary>
    public int Run(IReadOnlyList<int>? processes, LimitChange? change)
    {
        LimitDirectory.RemoveDead();
        bool failed = false;
        List<RunningRecord> before = [];
        List<SilentRecord> silent = [];
        foreach (AskedCommand asked in AskedCommand.All(processes ?? LimitDirectory.Processes(), change))
        {
            if (asked.Running is { } running)
            {
                before.Add(running);
                foreach (string problem in running.Problems ?? [])
                    session.Errors.PrintSentence($"Process {asked.Pid}: {DisplayText.Of(problem)}");
                failed |= running.Problems is not null;
            }
            else if (asked.Silent is { } record && !IsForeign(asked.Pid))
            {
                silent.Add(record);
                if (change is not null)
                    session.Errors.PrintSentence($"Process {asked.Pid} {(record.Stopped ? "is stopped" : "does not answer")} and was not changed.", record.Stopped ? $"'kill -CONT {asked.Pid}' lets it go on." : null);
                failed |= change is not null;
            }
            else if (processes is not null)
            {
                session.Errors.PrintSentence(WhyNot(asked.Pid), "'sluice limit' shows those that can be changed.");
                failed = true;
            }
        }
        if (before.Count == 0 && silent.Count == 0 && !failed)
        {
            session.Errors.Note("No command is running.");
            return change is null ? ExitCode.Done : ExitCode.Failures;
        }
        Print(before);
        foreach (SilentRecord record in silent)
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.SilentRecord));
            else
                session.Output.WriteLine($"{record.Pid}  {(record.Stopped ? "stopped" : "does not answer")}  {ForeignText.Clean(record.Command ?? "")}".TrimEnd());
        return failed ? ExitCode.Failures : ExitCode.Done;
    }

    void Print(List<RunningRecord> before)
    {
        if (before.Count > 0)
            session.Stop.WaitHandle.WaitOne(RateWindow);
        foreach ((RunningRecord first, AskedCommand again) in before.Zip(AskedCommand.All([.. before.Select(static running => running.Pid)], null)))
        {
            // One that has ended meanwhile is shown as it was.
            RunningRecord now = again.Running ?? first;
            double seconds = now.Seconds - first.Seconds;
            now = now with { BytesPerSecond = seconds > 0 ? Math.Max(0, now.Bytes - first.Bytes) / seconds : null, Problems = first.Problems };
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(now, JsonLines.Readable.RunningRecord));
            else
                Print(now);
        }
    }

    // What another process says is shown as foreign text, though it has escaped its own.
    void Print(RunningRecord running)
    {
        string rate = running.BytesPerSecond is { } perSecond ? Numbers.Rate(perSecond) : "ended";
        session.Output.WriteLine($"{running.Pid}  {ForeignText.Clean(running.Command)}");
        session.Output.WriteLine($"    {Age.Format(TimeSpan.FromSeconds(Math.Clamp(running.Seconds, 0, 1e9)))}, {ByteSize.Format(running.Bytes)}, {Numbers.Count(running.Items, "item")}, {rate}, {Numbers.Count(running.AtOnce())} at once");
        string now = running.Bandwidth.Contains(',', StringComparison.Ordinal) ? $" (now {RateText.Format(running.BandwidthNow)})" : "";
        string requests = running.RequestsPerSecond is { } number ? number.ToString("0.###", CultureInfo.InvariantCulture) : "off";
        string memory = running.MemoryLimit is { } bytes ? ByteSize.Format(bytes) : "auto";
        string concurrency = running.ConcurrencyLimit is { } most ? Numbers.Count(most) : "auto";
        session.Output.WriteLine($"    {session.OutputPaint.Dim("limits")} bandwidth {ForeignText.Clean(running.Bandwidth)}{now}, requests per second {requests}, memory {memory}, concurrency {concurrency}");
    }

    static string WhyNot(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            return IsForeign(pid)
                ? $"Process {pid} belongs to another user."
                : $"Process {pid} is no command of sluice that listens.";
        }
        catch (ArgumentException)
        {
            return $"There is no process {pid}.";
        }
    }

    static bool IsForeign(int pid) => UserOf(pid) is { } user && user != UserOf(Environment.ProcessId);

    // The effective user, from proc(5); null where there is no such thing.
    static string? UserOf(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/status")
                .FirstOrDefault(static line => line.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t') is [_, _, { } effective, ..] ? effective : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
