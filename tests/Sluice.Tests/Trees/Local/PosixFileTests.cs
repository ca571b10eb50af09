using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sluice.Trees.Local;

namespace Sluice.Tests.Trees.Local;

public sealed class PosixFileTests
{
    [Fact]
    public void Space_of_a_range_is_taken_before_its_bytes_and_the_length_stays_what_was_written()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // tmpfs on every Linux.
        string path = Path.Combine("/dev/shm", Path.GetRandomFileName());
        try
        {
            using SafeFileHandle file = PosixFile.CreateNew(path);
            Assert.Equal(0, KibibytesOf(path));
            PosixFile.Allocate(file, 1 << 20, 2 << 20);
            Assert.Equal(2048, KibibytesOf(path));
            Assert.Equal(0, RandomAccess.GetLength(file));
            PosixFile.Write(file, [1, 2, 3], 1 << 20);
            Assert.Equal((1 << 20) + 3, RandomAccess.GetLength(file));
            // More than there is: left to whoever writes.
            PosixFile.Allocate(file, 0, 1L << 60);
            PosixFile.Write(file, [4], 0);
        }
        finally
        {
            File.Delete(path);
        }
    }

    static long KibibytesOf(string path)
    {
        using Process process = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
        return long.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture) / 2;
    }
}
