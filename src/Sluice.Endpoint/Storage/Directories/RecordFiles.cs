namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Writes records whole or not at all: to a temporary file, then renamed over the old one.</summary>
sealed class RecordFiles(string temporaryDirectory, bool durable)
{
    long _last;

    public void Write(string path, byte[] bytes)
    {
        string temporary = Path.Combine(temporaryDirectory, Interlocked.Increment(ref _last).ToString("x", System.Globalization.CultureInfo.InvariantCulture));
        string directory = Path.GetDirectoryName(path)!;
        using (FileStream file = new(temporary, PrivateFiles.Options(FileMode.Create, FileAccess.Write)))
        {
            file.Write(bytes);
            if (durable)
                file.Flush(flushToDisk: true);
        }
        bool isNewDirectory = MoveInto(temporary, path, directory);
        if (!durable)
            return;
        StableStorage.FlushDirectory(directory);
        if (isNewDirectory)
            StableStorage.FlushDirectory(Path.GetDirectoryName(directory)!);
    }

    public void Delete(string path)
    {
        File.Delete(path);
        if (durable)
            StableStorage.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    static bool MoveInto(string temporary, string path, string directory)
    {
        try
        {
            File.Move(temporary, path, overwrite: true);
            return false;
        }
        catch (DirectoryNotFoundException)
        {
            PrivateFiles.CreateDirectory(directory);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
    }
}
