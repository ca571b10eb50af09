using Sluice.S3;
using Sluice.Transfer.Preserving;

namespace Sluice.Tests.Transfer.Preserving;

public sealed class PreservedOwnershipTests
{
    [Theory]
    [InlineData("mode", "100754", 0x1ec)]
    [InlineData("mode", "0644", 0x1a4)]
    [InlineData("mode", "644", 0x1a4)]
    // s3fs writes the same key in decimal; 33261 is octal as well, but of no regular file.
    [InlineData("mode", "33188", 0x1a4)]
    [InlineData("mode", "33261", 0x1ed)]
    [InlineData("s3cmd-attrs", "gid:0/mode:33261/uid:0", 0x1ed)]
    // What lends rights to whoever runs the file stays away.
    [InlineData("mode", "106755", 0x1ed)]
    public void Modes_are_read_in_the_forms_that_tools_write(string key, string text, int mode) => Assert.Equal(mode, PreservedOwnership.ModeOf(With(key, text)));

    [Theory]
    [InlineData("")]
    [InlineData("-644")]
    [InlineData("rw-r--r--")]
    [InlineData("40755")]
    [InlineData("120777")]
    [InlineData("7777777777777777777777777")]
    [InlineData("99999999999")]
    [InlineData("6.44")]
    public void What_is_no_mode_of_a_file_counts_as_absent(string text) => Assert.Null(PreservedOwnership.ModeOf(With("mode", text)));

    [Theory]
    [InlineData("uid", "1000", 1000u)]
    [InlineData("uid", "0", 0u)]
    [InlineData("s3cmd-attrs", "gid:1/uid:17/uname:x", 17u)]
    [InlineData("uid", "-1", null)]
    [InlineData("uid", "4294967295", null)]
    [InlineData("uid", "4294967296", null)]
    [InlineData("uid", "root", null)]
    [InlineData("uid", "", null)]
    public void Owners_are_numbers(string key, string text, uint? user) => Assert.Equal(user, PreservedOwnership.UserOf(With(key, text)));

    static ObjectAttributes With(string key, string value) => new() { Metadata = [KeyValuePair.Create(key, value)] };
}
