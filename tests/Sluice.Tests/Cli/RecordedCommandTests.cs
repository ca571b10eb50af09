using Sluice.Cli.Commands;
using Sluice.Transfer;
using Sluice.Transfer.Journal;

namespace Sluice.Tests.Cli;

public sealed class RecordedCommandTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-recorded-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(true, "pipe s3://b/k")]
    [InlineData(true, "cp - s3://b/k")]
    [InlineData(true, "cp s3://b/ out/ --files-from -")]
    [InlineData(true, "cp --files-from0 - a/ s3://b/")]
    [InlineData(true, "mv --files-from=- a/ s3://b/")]
    [InlineData(true, "sync a/ s3://b/ --files-from0=-")]
    [InlineData(true, "tag add --files-from0 - s3://b/ a=b")]
    [InlineData(true, "meta set s3://b/ --set a=b --files-from -")]
    [InlineData(true, "restore s3://b/ --files-from0 -")]
    [InlineData(false, "cp a/ s3://b/ --files-from list")]
    [InlineData(false, "cp s3://b/k -")]
    [InlineData(false, "cp a s3://b/ --exclude -")]
    [InlineData(false, "tag add s3://b/k a=-")]
    public void A_run_that_read_standard_input_is_known_by_any_spelling_of_its_command(bool reads, string command)
    {
        using (RunJournal journal = RunJournal.Open(new JournalRequest(_directory, command.Split(' '), "/"), TimeProvider.System)!)
            journal.Done(1, default, 7, 1);
        Assert.Equal(reads, new RecordedCommand(Assert.Single(FoundJournal.All(_directory))).ReadsInput);
    }
}
