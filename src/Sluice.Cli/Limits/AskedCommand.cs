using System.Globalization;
using System.Text;

namespace Sluice.Cli.Limits;

/// <summary>A command that was asked how it stands: it answered, or it is silent.</summary>
sealed record AskedCommand(int Pid, RunningRecord? Running, SilentRecord? Silent)
{
    // A thread for each, and one that has not come back by then is left behind.
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks them all at once, and waits no longer than for one. Those that have ended are neither.</summary>
    public static IReadOnlyList<AskedCommand> All(IReadOnlyList<int> pids, LimitChange? change)
    {
        // One that is stopped takes what is sent to it, and answers nothing.
        Task<RunningRecord?>[] asked = [.. pids.Select(pid => LimitDirectory.IsStopped(pid) ? Task.FromResult<RunningRecord?>(null)
            : Task.Factory.StartNew(() => LimitClient.Ask(pid, change), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(asked, LimitLine.ForAnswer + Grace);
        return [.. pids.Zip(asked, static (pid, task) => task is { IsCompletedSuccessfully: true, Result: { } running } ? new AskedCommand(pid, running, null)
            : new AskedCommand(pid, null, File.Exists(LimitDirectory.SocketOf(pid)) ? new SilentRecord(pid, LimitDirectory.IsStopped(pid), CommandOf(pid)) : null))];
    }

    // From proc(5); null where there is no such thing.
    static string? CommandOf(int pid)
    {
        try
        {
            string line = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cmdline"));
            string[] words = line.TrimEnd('\0').Split('\0');
            // As a file of .NET's it is a word of its own behind that of dotnet.
            return line.Length == 0 ? null : CommandText.Of(words.Skip(words is [_, { } file, ..] && file.EndsWith(".dll", StringComparison.Ordinal) ? 2 : 1));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
