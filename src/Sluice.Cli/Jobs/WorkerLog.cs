using System.Text;
using Sluice.Cli.Output;
using Sluice.Trees.Local;

namespace Sluice.Cli.Jobs;

/// <summary>
/// What a worker and its programs say, kept on this machine's disk as it is said, so that whoever takes over from one that died can tell its last words; gone once it has ended. Where it cannot be
/// written there is none. Workers that share a home read each other's. Safe for many threads.
/// </summary>
sealed class WorkerLog : IDisposable
{
    // Of a log, and of what a row tells of it.
    const long MostBytes = 64 << 10;
    const int MostTold = 600, MostLines = 5;

    // Nobody comes back for them.
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    readonly LogFile _file;
    readonly string _path;
    readonly ErrorPrinter _errors;

    WorkerLog(string path, ErrorPrinter errors)
    {
        (_file, _path, _errors) = (new LogFile(path, MostBytes), path, errors);
        errors.CopyOfWords += Say;
        AppDomain.CurrentDomain.UnhandledException += SayLast;
    }

    /// <summary>Begins one; null where that is not possible.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="errors">Tells what the worker says.</param>
    /// <param name="clock">Ends what other workers have left.</param>
    public static WorkerLog? Begin(string worker, ErrorPrinter errors, TimeProvider clock)
    {
        try
        {
            FileModes.CreatePrivateDirectory(Place);
            foreach (string left in Directory.EnumerateFiles(Place))
                if (clock.GetUtcNow() - File.GetLastWriteTimeUtc(left) > Kept)
                    File.Delete(left);
            return new WorkerLog(PathOf(worker), errors);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes what a program has written to stderr.</summary>
    public void Hear(ReadOnlySpan<byte> said)
    {
        if (said.TrimEnd("\r\n"u8) is { IsEmpty: false } text)
            _file.Write(text.ToArray());
    }

    /// <summary>The last words of a worker that died, as one line; null where they are not on this machine.</summary>
    /// <param name="worker">Its name, from the job's store.</param>
    public static string? LastWordsOf(string worker)
    {
        if (Path.GetFileName(worker) != worker)
            return null;
        try
        {
            using FileStream file = new(PathOf(worker), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, MostTold), SeekOrigin.End);
            byte[] tail = new byte[MostTold];
            int length = file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
            string[] lines = Encoding.UTF8.GetString(tail, 0, length).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return lines.Length == 0 ? null : string.Join(" | ", lines.TakeLast(MostLines));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _errors.CopyOfWords -= Say;
        AppDomain.CurrentDomain.UnhandledException -= SayLast;
        _file.Dispose();
        try
        {
            foreach (string name in LogFile.Names(_path))
                File.Delete(name);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The next worker does, in time.
        }
    }

    static string Place => Path.Combine(StateDirectory.Root, "workers");

    static string PathOf(string worker) => Path.Combine(Place, $"{worker}.log");

    /// <summary>Takes a line.</summary>
    public void Say(string line) => _file.Write(Encoding.UTF8.GetBytes(Paint.Plain(line)));

    void SayLast(object sender, UnhandledExceptionEventArgs broken) => Say(broken.ExceptionObject.ToString() ?? "");
}
