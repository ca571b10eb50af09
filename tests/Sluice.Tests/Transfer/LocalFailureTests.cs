using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

public sealed class LocalFailureTests
{
    [Theory]
    // errno: ENOSPC, EDQUOT, EFBIG, and Windows' ERROR_DISK_FULL.
    [InlineData(28)]
    [InlineData(122)]
    [InlineData(27)]
    [InlineData(unchecked((int)0x80070070))]
    public void A_full_disk_is_told_from_other_errors_and_names_the_path(int code)
    {
        ItemFailure failure = ItemFailure.From(new IOException("?", code), "dir/file");
        Assert.Equal((OutcomeKind.Failed, "DiskFull"), (failure.Kind, failure.Code));
        Assert.StartsWith("dir/file: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_runtime_throws_on_a_full_device_is_a_full_disk()
    {
        if (!File.Exists("/dev/full"))
            return;
        using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        IOException thrown = Assert.Throws<IOException>(() => full.Write([1, 2, 3]));
        Assert.Equal("DiskFull", LocalFailure.From(thrown, "dir/file").Code);
    }

    [Fact]
    public void A_path_in_a_message_cannot_act_on_a_terminal() =>
        Assert.DoesNotContain('\u001b', LocalFailure.From(new IOException("\u001b[2J"), "a\u001b[2Jb").Message);
}
