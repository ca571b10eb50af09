using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>Finds out whether a directory takes names that differ in case only for the same: NTFS, APFS, FAT, or ext4 with casefold.</summary>
internal static class CaseFolding
{
    /// <summary>True when it does. Asks by creating a file under one name and looking for it under the other.</summary>
    public static bool IsOn(string directory, TemporaryNames names, bool create)
    {
        // Without leave to create anything, what the platform's own file systems do.
        if (!create)
            return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        string probe = names.Beside(Path.Join(directory, "case"));
        try
        {
            Directory.CreateDirectory(directory);
            using (File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, FileOptions.None))
            {
                string other = Path.Join(directory, Path.GetFileName(probe).ToUpperInvariant());
                return File.Exists(other);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Not writable: the first file will say so.
            return false;
        }
        finally
        {
            try
            {
                File.Delete(probe);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                // It was never created.
            }
        }
    }
}
