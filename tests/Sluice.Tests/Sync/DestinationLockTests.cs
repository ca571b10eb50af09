using Sluice.S3;
using Sluice.Sync;
using Sluice.Tests.Support;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Sync;

public sealed class DestinationLockTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-lock-").FullName;
    readonly S3Client _client = new(new S3ClientOptions { Endpoint = new Uri("http://127.0.0.1:1") });

    S3Tree S3(string key) => Places.Of(_client, new S3Location(null, "bucket", new ObjectKey(key)));

    [Fact]
    public void Destination_is_locked_once_and_free_again_afterwards()
    {
        using (DestinationLock.Take(_directory, S3("a/")))
        {
            SyncException refused = Assert.Throws<SyncException>(() => DestinationLock.Take(_directory, S3("a/")));
            Assert.Contains($"s3://bucket/a/ (process {Environment.ProcessId})", refused.Message, StringComparison.Ordinal);
            DestinationLock.Take(_directory, S3("b/"))!.Dispose();
        }
        DestinationLock.Take(_directory, S3("a/"))!.Dispose();
    }

    [Fact]
    public void One_directory_is_one_destination_however_it_is_written()
    {
        using DestinationLock? held = DestinationLock.Take(_directory, Places.Of(_directory));
        Assert.Throws<SyncException>(() => DestinationLock.Take(_directory, Places.Of(Path.Join(_directory, "x", "..", ""))));
    }

    [Fact]
    public void File_left_by_a_process_that_was_killed_locks_nothing()
    {
        DestinationLock.Take(_directory, S3("a/"))!.Dispose();
        Assert.Single(Directory.GetFiles(_directory));
        DestinationLock.Take(_directory, S3("a/"))!.Dispose();
    }

    [Fact]
    public void Where_no_lock_can_be_made_it_is_said_and_there_is_none()
    {
        List<string> notes = [];
        // Nothing can be made below a file.
        string file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");
        Assert.Null(DestinationLock.Take(Path.Combine(file, "locks"), S3("a/"), notes.Add));
        Assert.StartsWith("No lock: ", Assert.Single(notes), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
