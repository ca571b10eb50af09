using Sluice.Trees.Local;

namespace Sluice.Tests.Trees.Local;

/// <summary>The count that runs ahead of a walk.</summary>
public sealed class TreeCountTests
{
    [Fact]
    public void A_count_finds_what_the_walk_finds()
    {
        string root = Directory.CreateTempSubdirectory("sluice-count-").FullName;
        try
        {
            Random random = new(7);
            List<string> directories = [root];
            for (int at = 0; at < 300; at++)
            {
                string path = Path.Join(directories[random.Next(directories.Count)], $"{(random.Next(9) == 0 ? "." : "")}{at}");
                switch (random.Next(6))
                {
                    case 0:
                        directories.Add(Directory.CreateDirectory(path).FullName);
                        break;
                    case 1 when !OperatingSystem.IsWindows():
                        File.CreateSymbolicLink(path, at % 2 == 0 ? root : "nowhere");
                        break;
                    default:
                        File.WriteAllBytes(path, new byte[random.Next(100)]);
                        break;
                }
            }
            LocalEntry[] walked = [.. DirectoryWalk.Walk(root, followDirectoryLinks: false)];
            TreeCount count = new(static _ => true);
            Assert.True(count.Add(root));
            Assert.Equal(walked.Length, count.Items);
            // Of links the count has the length of their own.
            Assert.InRange(count.Bytes, walked.Sum(static entry => entry.Length), walked.Sum(static entry => entry.Length) + 300 * 100);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Of_many_files_the_bytes_are_about_right_and_a_count_ends_when_it_is_told_to()
    {
        string root = Directory.CreateTempSubdirectory("sluice-count-").FullName;
        try
        {
            for (int at = 0; at < 14_000; at++)
                File.WriteAllBytes(Path.Join(root, $"{at}"), new byte[at % 50]);
            TreeCount all = new(static _ => true), stopped = new(static items => items < 8000);
            Assert.True(all.Add(root));
            Assert.Equal(14_000, all.Items);
            Assert.InRange(all.Bytes, 0.9 * 14_000 * 24.5, 1.1 * 14_000 * 24.5);
            Assert.False(stopped.Add(root));
            Assert.Equal(8192, stopped.Items);
            Assert.True(all.Add(Path.Join(root, "not there")));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
