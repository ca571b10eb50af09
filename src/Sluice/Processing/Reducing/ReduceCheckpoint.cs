using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.Processing.Outputs;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Processing.Reducing;

/// <summary>
/// What chunks became, each in a file that also names its items: an item is combined when the file is there, and not before. Beside the results file, in a
/// directory of its name with <c>.reduce</c> behind it; whoever has the results file has this too.
/// </summary>
internal sealed class ReduceCheckpoint
{
    const string Magic = "sluice-reduce 1";
    const int IdBytes = 16;
    const int MostHeader = 128;
    const int BufferBytes = 64 << 10;

    readonly string _directory;
    readonly string _command;
    int _last;

    ReduceCheckpoint(string directory, string command) => (_directory, _command) = (directory, command);

    /// <summary>Items that earlier runs have combined, 16 bytes each.</summary>
    public HashSet<UInt128> Done { get; } = [];

    /// <summary>What chunks of earlier runs are in.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Opens it. Throws <see cref="ArgumentException"/> when it is of another command, or of rows that are not there any more, and <see cref="JournalException"/> when it cannot be read.</summary>
    /// <param name="results">The results file.</param>
    /// <param name="command">The command's name in its rows.</param>
    /// <param name="isNew">The results file has no rows yet.</param>
    public static ReduceCheckpoint Open(string results, string command, bool isNew)
    {
        ReduceCheckpoint checkpoint = new(results + ".reduce", command);
        try
        {
            FileModes.CreatePrivateDirectory(checkpoint._directory);
            foreach (string file in Directory.EnumerateFiles(checkpoint._directory).Order(StringComparer.Ordinal))
            {
                if (!int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                    // What a kill has left unfinished.
                    continue;
                if (isNew)
                    throw new ArgumentException($"{DisplayText.Of(checkpoint._directory)} has the chunks of a results file that is not there any more; remove it to begin anew.");
                using FileStream stream = File.OpenRead(file);
                if (checkpoint.ReadHeader(stream) is not { } ids)
                    throw new ArgumentException($"{DisplayText.Of(file)} is no chunk of this command; name another results file to begin anew.");
                checkpoint.Done.UnionWith(ids);
                checkpoint.Files.Add(file);
                checkpoint._last = Math.Max(checkpoint._last, number);
            }
            return checkpoint;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw new JournalException($"The chunks of --reduce cannot be used: {LocalFailure.From(exception, checkpoint._directory).Message}");
        }
    }

    /// <summary>Reads what a chunk became; why that failed, or null.</summary>
    public ItemFailure? Read(string file, ProgramOutput output)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            _ = ReadHeader(stream);
            byte[] buffer = new byte[BufferBytes];
            for (int count; (count = stream.Read(buffer)) > 0;)
                output.Append(buffer.AsSpan(0, count));
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, file);
        }
    }

    /// <summary>Keeps what a chunk became: on disk before it counts. Safe for many threads. Why that failed, or null.</summary>
    public ItemFailure? Keep(IReadOnlyList<UInt128> ids, ProgramOutput output)
    {
        string path = Path.Combine(_directory, Interlocked.Increment(ref _last).ToString("d9", CultureInfo.InvariantCulture)), unfinished = path + ".part";
        try
        {
            using (FileStream stream = new(unfinished, FileModes.PrivateFile(FileMode.Create, FileAccess.Write)))
            {
                stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Magic} {_command} {ids.Count}\n")));
                byte[] buffer = new byte[BufferBytes];
                foreach (UInt128 id in ids)
                {
                    BinaryPrimitives.WriteUInt128LittleEndian(buffer, id);
                    stream.Write(buffer, 0, IdBytes);
                }
                for (long at = 0; output.Read(at, buffer) is > 0 and int count; at += count)
                    stream.Write(buffer, 0, count);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path);
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, unfinished);
        }
    }

    /// <summary>Forgets everything: what it has is void.</summary>
    public void Clear()
    {
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // What is left has rows that no longer stand for anything, and is refused.
        }
    }

    // The items; null for a file of something else. The stream is behind them.
    List<UInt128>? ReadHeader(FileStream stream)
    {
        StringBuilder line = new();
        for (int letter; (letter = stream.ReadByte()) is >= 0 and not '\n' && line.Length < MostHeader;)
            line.Append((char)letter);
        if (line.ToString().Split(' ') is not [.. var magic, var command, var count] || string.Join(' ', magic) != Magic || command != _command
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int items) || stream.Length - stream.Position < (long)items * IdBytes)
            return null;
        List<UInt128> ids = new(items);
        byte[] id = new byte[IdBytes];
        for (int item = 0; item < items; item++)
        {
            stream.ReadExactly(id);
            ids.Add(BinaryPrimitives.ReadUInt128LittleEndian(id));
        }
        return ids;
    }
}
