using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sluice.Failures;
using Sluice.Sync.Plans;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sync;

/// <summary>Keeps a second sync on this machine away from a destination. The lock is the kernel's: it goes with the process, however that ends; the file stays.</summary>
internal sealed class DestinationLock : IDisposable
{
    readonly FileStream _file;

    DestinationLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or throws <see cref="SyncException"/> that names the process which has it. Null, after saying why, where none can be made.</summary>
    /// <param name="directory">Where locks lie.</param>
    /// <param name="destination">What is locked.</param>
    /// <param name="onNote">Told why there is none; null for nobody.</param>
    public static DestinationLock? Take(string directory, Tree destination, Action<string>? onNote = null)
    {
        PlanLocation location = PlanLocation.From(destination);
        string identity = string.Join('\n', location.Store, location.Bucket, location.Prefix, location.Path is null ? null : Path.TrimEndingDirectorySeparator(location.Path));
        string path = Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32] + ".lock");
        FileStream file;
        try
        {
            FileModes.CreatePrivateDirectory(directory);
            file = new FileStream(path, FileModes.PrivateFile(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (IOException taken) when (JournalLock.IsTaken(taken))
        {
            throw new SyncException($"Another sync is at work on {location.Shown}{Holder(path)}. Nothing was done; try again when it has ended.");
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            onNote?.Invoke($"No lock: {LocalFailure.From(exception, directory).Message} Another sync to {location.Shown} would not be noticed.");
            return null;
        }
        try
        {
            RandomAccess.SetLength(file.SafeFileHandle, 0);
            RandomAccess.Write(file.SafeFileHandle, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // A full disk: the lock is the kernel's, and holds without the name of who has it.
        }
        return new DestinationLock(file);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    static string Holder(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = PosixFile.OpenRead(path);
            Span<byte> text = stackalloc byte[20];
            int read = RandomAccess.Read(file, text, 0);
            return int.TryParse(text[..read], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                ? string.Create(CultureInfo.InvariantCulture, $" (process {process})")
                : "";
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return "";
        }
    }
}
