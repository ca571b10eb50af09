using System.IO.MemoryMappedFiles;
using System.Text;
using Sluice.Trees.Local;

namespace Sluice.Processing.Programs;

/// <summary>
/// Sees to it that no program outlives this process, however that ends. A shell in a session of its own waits at a pipe; when the pipe ends, it
/// kills the process groups that stand in a file which is memory of both, then every program that has the run's token in its environment (one that
/// has made itself a daemon), and removes the run's directory. PR_SET_PDEATHSIG needs code between fork and exec, which posix_spawn has no room for: a program in between doubles
/// the cost of a start (docs/performance.md), this costs a store into memory.
/// </summary>
internal sealed class ProgramWatcher : IDisposable
{
    // A number, padded with blanks, and a line end.
    const int RecordBytes = 12;

    const string Script = """
        while read -r word; do :; done
        while read -r group; do [ "$group" -gt 1 ] && kill -s KILL -- "-$group"; done <"$1/groups"
        for file in $(grep -lzxF -- "SLUICE_RUN=$2" /proc/[0-9]*/environ); do file=${file#/proc/}; kill -s KILL "${file%/environ}"; done
        rm -rf -- "$1"
        """;

    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _groups;
    readonly int _pipe;
    readonly int _shell;

    /// <summary>Starts the shell. Throws <see cref="IOException"/> when that is not possible.</summary>
    /// <param name="slots">Programs that can run at once.</param>
    public ProgramWatcher(int slots)
    {
        Token = Guid.NewGuid().ToString("n");
        try
        {
            Place = Prepare("/dev/shm", slots);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Not there, full or read-only: a disk does it too.
            try
            {
                Place = Prepare(Path.GetTempPath(), slots);
            }
            catch (Exception second) when (LocalFailure.IsLocal(second))
            {
                throw new IOException($"Neither /dev/shm nor the temporary directory has room for the run's files: {LocalFailure.From(second, Path.GetTempPath()).Message} TMPDIR names another.", second);
            }
        }
        _file = MemoryMappedFile.CreateFromFile(Path.Combine(Place, "groups"), FileMode.Open, null, (long)slots * RecordBytes);
        _groups = _file.CreateViewAccessor(0, (long)slots * RecordBytes);
        _shell = Start(out _pipe);
    }

    /// <summary>What programs of this run have as SLUICE_RUN.</summary>
    public string Token { get; }

    /// <summary>A directory in memory, for this run's files, which is this user's alone.</summary>
    public string Place { get; }

    /// <summary>Notes the group that runs in a slot; 0 for none.</summary>
    public void Set(int slot, int group)
    {
        Span<byte> text = stackalloc byte[RecordBytes];
        text.Fill((byte)' ');
        text[^1] = (byte)'\n';
        _ = group.TryFormat(text, out int length, provider: System.Globalization.CultureInfo.InvariantCulture);
        text[..length].CopyTo(text[(RecordBytes - 1 - length)..]);
        text[..Math.Min(length, RecordBytes - 1 - length)].Fill((byte)' ');
        _groups.SafeMemoryMappedViewHandle.WriteSpan((ulong)(slot * RecordBytes), (ReadOnlySpan<byte>)text);
    }

    /// <summary>Lets the shell do its work, and waits for it.</summary>
    public void Dispose()
    {
        PosixProcess.Close(_pipe);
        PosixProcess.Wait(_shell, block: true, out _, out _);
        _groups.Dispose();
        _file.Dispose();
    }

    string Prepare(string memory, int slots)
    {
        string place = Path.Combine(memory, $"sluice-{Token}");
        FileModes.CreatePrivateDirectory(place);
        try
        {
            using FileStream groups = new(Path.Combine(place, "groups"), FileModes.PrivateFile(FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite));
            for (int slot = 0; slot < slots; slot++)
                groups.Write("          0\n"u8);
            groups.Flush();
            return place;
        }
        catch
        {
            Directory.Delete(place, recursive: true);
            throw;
        }
    }

    unsafe int Start(out int pipe)
    {
        using NativeText arguments = new(["/bin/sh", "-c", Script, "sluice-watch", Place, Token]);
        using NativeText environment = new(["PATH=/usr/bin:/bin"]);
        (int read, pipe) = PosixProcess.Pipe();
        using Microsoft.Win32.SafeHandles.SafeFileHandle nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        int silent = (int)nowhere.DangerousGetHandle();
        int failed = PosixProcess.Spawn(arguments.Pointers, environment.Pointers, read, silent, silent, ownSession: true, out int shell);
        PosixProcess.Close(read);
        if (failed != 0)
        {
            PosixProcess.Close(pipe);
            throw new IOException($"/bin/sh could not be started, which ends programs that Sluice leaves behind: {PosixProcess.Explain(failed)}");
        }
        return shell;
    }
}
