using Sluice.Transfer;
using Sluice.Transfer.Journal;

namespace Sluice.Tests.Transfer.Journal;

public sealed class JournalDirectoryTests
{
    static readonly JournalRequest Relative = new("journals", ["cp", "big", "s3://b/"], "/here");

    [Fact]
    public void A_command_without_an_identity_has_a_journal_in_each_directory_and_one_with_it_has_one()
    {
        Assert.NotEqual(JournalDirectory.PathOf(Relative), JournalDirectory.PathOf(Relative with { WorkingDirectory = "/there" }));
        JournalRequest whole = Relative with { Identity = ["cp", "/here/big", "s3://b/"] };
        Assert.Equal(JournalDirectory.PathOf(whole), JournalDirectory.PathOf(whole with { WorkingDirectory = "/there", Command = ["cp", "../here/big", "s3://b/"] }));
    }

    [Fact]
    public void A_journal_that_is_named_is_the_one_whatever_the_command()
    {
        JournalRequest named = Relative with { Id = "0123456789abcdef" };
        Assert.Equal(Path.Join("journals", "0123456789abcdef.journal"), JournalDirectory.PathOf(named));
        Assert.Equal(JournalDirectory.PathOf(named), JournalDirectory.PathOf(named with { Command = ["mv"] }));
    }
}
