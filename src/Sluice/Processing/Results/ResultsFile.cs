using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Processing.Results;

/// <summary>
/// The rows of all attempts, written one by one: after a kill the file ends with the last row that was written whole, and the same command goes on
/// behind it. Safe for many threads.
/// </summary>
internal sealed class ResultsFile : IDisposable
{
    readonly Lock _gate = new();
    readonly string _path;
    readonly string _command;
    readonly string? _arguments;
    readonly FileStream _file;
    // Guarded by _gate.
    readonly MemoryStream _pending = new();
    readonly ResultFormat _format;

    ResultsFile(string path, FileStream file, bool isJson, string command, string? arguments, EarlierResults earlier)
    {
        (_path, _file, _command, _arguments, Earlier) = (path, file, command, arguments, earlier);
        _format = isJson ? new JsonResults(_pending) : new CsvResults(_pending);
        // What was torn goes.
        _file.SetLength(earlier.Length);
        _file.Position = earlier.Length;
        if (earlier.Length == 0)
            _format.Begin();
        WriteLocked();
    }

    /// <summary>What an earlier run did.</summary>
    public EarlierResults Earlier { get; }

    /// <summary>Why rows are missing; null while none are. One sentence, fit for a terminal.</summary>
    public string? Problem { get; private set; }

    /// <summary>Opens or creates it. Throws <see cref="ArgumentException"/> for a file of something else, and <see cref="JournalException"/> for one that cannot be used now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="command">The command whose rows it has.</param>
    /// <param name="arguments">The program's arguments, to stand in the rows; null to leave them out.</param>
    public static ResultsFile Open(string path, string command, string? arguments)
    {
        bool isJson = IsJson(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            // Others may read it meanwhile; a second run of the command may not write to it.
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
                file.Lock(0, long.MaxValue);
            EarlierResults earlier = EarlierResults.Read(file, isJson, command, out string? problem);
            if (problem is not null)
                throw new ArgumentException($"--results {Failures.DisplayText.Of(path)}: {problem}.");
            return new ResultsFile(path, file, isJson, command, arguments, earlier);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            file?.Dispose();
            throw new JournalException($"The results file cannot be used: {LocalFailure.From(exception, path).Message}");
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>What an earlier run did, for who writes nothing; null where there is no such file. Throws as <see cref="Open"/> does.</summary>
    public static EarlierResults? ReadEarlier(string path, string command)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            EarlierResults earlier = EarlierResults.Read(file, IsJson(path), command, out string? problem);
            return problem is null ? earlier : throw new ArgumentException($"--results {Failures.DisplayText.Of(path)}: {problem}.");
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw new JournalException($"The results file cannot be used: {LocalFailure.From(exception, path).Message}");
        }
    }

    static bool IsJson(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".JSON" or ".NDJSON";

    /// <summary>Adds a row. Never throws for the file's sake: see <see cref="Problem"/>.</summary>
    public void Add(ProcessedObject row)
    {
        lock (_gate)
        {
            if (Problem is not null)
                return;
            _format.Append(row, _command, _arguments);
            WriteLocked();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _format.Dispose();
            _file.Dispose();
        }
    }

    void WriteLocked()
    {
        try
        {
            _file.Write(_pending.GetBuffer().AsSpan(0, (int)_pending.Length));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Problem = $"The results are not complete. {ItemFailure.From(exception, _path).Message}";
        }
        _pending.SetLength(0);
    }
}
