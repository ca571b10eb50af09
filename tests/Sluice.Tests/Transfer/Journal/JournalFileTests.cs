using Sluice.Transfer;
using Sluice.Transfer.Journal;

namespace Sluice.Tests.Transfer.Journal;

public sealed class JournalFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-journal-").FullName;

    string Path => System.IO.Path.Join(_directory, "x.journal");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Torn_at_any_byte_it_gives_the_whole_records_before_and_goes_on_behind_them()
    {
        byte[] whole = Write("one", "", "three");
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            List<string> before = [];
            using (JournalFile file = JournalFile.Open(Path, record => before.Add(Text(record)), out long cut))
            {
                // 8 bytes of magic and version; each record has 8 before it, its kind and the length of its text.
                int records = length >= whole.Length ? 3 : length >= 8 + 16 + 13 ? 2 : length >= 8 + 16 ? 1 : 0;
                Assert.Equal(new[] { "one", "", "three" }[..records], before);
                Assert.Equal(length - (records switch { 0 => length < 8 ? 0 : 8, 1 => 24, 2 => 37, _ => whole.Length }), cut);
                file.Record(RecordKind.Directory).Text("more");
                file.Append();
            }
            Assert.Equal([.. before, "more"], Read());
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_record_ends_the_journal_before_it()
    {
        byte[] whole = Write("one", "two", "three");
        for (int at = 24; at < 40; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            File.WriteAllBytes(Path, damaged);
            Assert.Equal(["one"], Read());
        }
    }

    [Fact]
    public void Zeros_behind_the_end_as_after_a_power_failure_are_no_records()
    {
        byte[] whole = Write("one");
        File.WriteAllBytes(Path, [.. whole, .. new byte[4096]]);
        Assert.Equal(["one"], Read());
    }

    [Fact]
    public void A_journal_of_another_version_is_refused_and_left_as_it_is()
    {
        byte[] whole = Write("one");
        whole[7] = 2;
        File.WriteAllBytes(Path, whole);
        string message = Assert.Throws<JournalException>(() => JournalFile.Open(Path, static _ => { }, out _)).Message;
        Assert.Contains("format 2", message, StringComparison.Ordinal);
        Assert.Contains("--no-journal", message, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_file_that_is_no_journal_is_refused_and_left_as_it_is()
    {
        File.WriteAllText(Path, "something that somebody wrote");
        Assert.Throws<JournalException>(() => JournalFile.Open(Path, static _ => { }, out _));
        Assert.Equal("something that somebody wrote", File.ReadAllText(Path));
    }

    [Fact]
    public void The_file_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        string state = System.IO.Path.Join(_directory, "a", "b");
        JournalDirectory.Create(state);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(state));
        Write("one");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    byte[] Write(params string[] texts)
    {
        File.Delete(Path);
        using (JournalFile file = JournalFile.Open(Path, static _ => { }, out _))
        {
            foreach (string text in texts)
            {
                file.Record(RecordKind.Directory).Text(text);
                file.Append();
            }
        }
        return File.ReadAllBytes(Path);
    }

    List<string> Read()
    {
        List<string> texts = [];
        JournalFile.Read(Path, record => texts.Add(Text(record)));
        return texts;
    }

    static string Text(ReadOnlySpan<byte> record)
    {
        RecordReader reader = new(record);
        Assert.Equal((byte)RecordKind.Directory, reader.Byte());
        return reader.Text();
    }
}
