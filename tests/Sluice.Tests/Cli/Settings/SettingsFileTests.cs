using Sluice.Cli.Settings;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Tests.Cli.Settings;

public sealed class SettingsFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-settings-").FullName;

    string FilePath => Path.Combine(_directory, "config");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_that_is_not_there_is_made_with_its_directory_for_its_owner_alone()
    {
        string path = Path.Combine(_directory, "deep", "er", "config");
        SettingsFile.Read(path).Write("endpoint http://127.0.0.1:9000", new FoundSettings(27, 256), "2026-11-22: what was measured");
        Assert.Equal("[endpoint http://127.0.0.1:9000]\n# sluice tune, 2026-11-22: what was measured\nstart_concurrency = 27\nmax_connections = 256\n", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Other_sections_and_comments_stay_byte_for_byte()
    {
        byte[] before = [.. "; mine\r\n[profile a]\r\nstart_concurrency=5\r\n\r\n# of b \r\n[ profile\tb ]\r\n# sluice tune, old\r\n# kept: "u8, 0xff, 0xe9, .. "\r\nmax_connections = 9\r\n\tstart_concurrency = 3\r\n[endpoint http://x]"u8];
        File.WriteAllBytes(FilePath, before);
        SettingsFile.Read(FilePath).Write("profile b", new FoundSettings(10, null), "new");
        byte[] after = [.. "; mine\r\n[profile a]\r\nstart_concurrency=5\r\n\r\n# of b \r\n[ profile\tb ]\r\n# sluice tune, new\r\nstart_concurrency = 10\r\n# kept: "u8, 0xff, 0xe9, .. "\r\n[endpoint http://x]"u8];
        Assert.Equal(after, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void What_tune_and_probe_found_stay_beside_each_other()
    {
        SettingsFile.Read(FilePath).Write("profile b", new FoundSettings(6, 9), "tuned");
        SettingsFile.Read(FilePath).Write("profile b", StoreDeviations.Ranges | StoreDeviations.CreateConditions, "probed");
        SettingsFile.Read(FilePath).Write("profile b", new FoundSettings(7, null), "tuned anew");
        Assert.Equal("[profile b]\n# sluice tune, tuned anew\nstart_concurrency = 7\n# sluice probe, probed\ndeviations = create-conditions, ranges\n", File.ReadAllText(FilePath));
        Assert.Equal(StoreDeviations.Ranges | StoreDeviations.CreateConditions, SettingsFile.Read(FilePath).DeviationsOf("profile b"));
        SettingsFile.Read(FilePath).Write("profile b", StoreDeviations.None, "probed anew");
        Assert.Equal("[profile b]\n# sluice probe, probed anew\ndeviations = none\n# sluice tune, tuned anew\nstart_concurrency = 7\n", File.ReadAllText(FilePath));
        Assert.Equal(StoreDeviations.None, SettingsFile.Read(FilePath).DeviationsOf("profile b"));
    }

    [Fact]
    public void Every_deviation_has_a_name_that_is_read_as_itself()
    {
        foreach (StoreDeviations one in Enum.GetValues<StoreDeviations>())
        {
            string name = string.Join(", ", DeviationNames.Of(one));
            Assert.Equal(one == StoreDeviations.None, name.Length == 0);
            Assert.True(DeviationNames.TryParse(name.Length == 0 ? DeviationNames.None : name, out StoreDeviations? read));
            Assert.Equal(one, read);
        }
        Assert.False(DeviationNames.TryParse("ranges, all", out _));
    }

    [Fact]
    public void A_section_more_comes_at_the_end()
    {
        File.WriteAllText(FilePath, "[profile a]\nstart_concurrency = 5");
        SettingsFile.Read(FilePath).Write("profile b", new FoundSettings(6, null), "x");
        Assert.Equal("[profile a]\nstart_concurrency = 5\n\n[profile b]\n# sluice tune, x\nstart_concurrency = 6\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void Mode_and_link_of_the_file_stay()
    {
        if (OperatingSystem.IsWindows())
            return;
        string real = Path.Combine(_directory, "real");
        File.WriteAllText(real, "");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(FilePath, real);
        SettingsFile.Read(FilePath).Write("profile b", new FoundSettings(6, null), "x");
        Assert.Equal(real, new FileInfo(FilePath).LinkTarget);
        Assert.Contains("start_concurrency = 6", File.ReadAllText(real), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(real));
    }

    [Fact]
    public void What_is_no_regular_file_is_not_replaced()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_directory, "fifo")]))
            mkfifo.WaitForExit();
        SettingsFile none = SettingsFile.Read(FilePath);
        File.CreateSymbolicLink(FilePath, Path.Combine(_directory, "fifo"));
        Assert.Contains("no regular file", Assert.Throws<SettingsException>(none.CheckWritable).Message, StringComparison.Ordinal);
        Assert.Throws<SettingsException>(() => none.Write("profile b", new FoundSettings(6, null), "x"));
        Assert.Equal(["config", "fifo"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotNull(new FileInfo(FilePath).LinkTarget);
    }

    [Fact]
    public void A_profile_with_letters_of_any_kind_is_found_again()
    {
        SettingsFile.Read(FilePath).Write("profile größe", new FoundSettings(6, null), "x");
        SettingsFile.Read(FilePath).Write("profile größe", new FoundSettings(7, null), "y");
        Assert.Equal("[profile größe]\n# sluice tune, y\nstart_concurrency = 7\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void An_option_ends_in_any_letter_and_its_comment_begins_behind_a_blank()
    {
        File.WriteAllText(FilePath, "[options voilà]\r\nregion = sà\r\nprofile = Сергеевич х # a comment\r\nid = ш#1Š\r\nà = 1\r\n");
        SettingsFile file = SettingsFile.Read(FilePath);
        Assert.Equal(("sà", "Сергеевич х", "ш#1Š"), (file.OptionOf("options voilà", "region"), file.OptionOf("options voilà", "profile"), file.OptionOf("options voilà", "id")));
        Assert.Equal(["region", "profile", "id", "à"], file.OptionsOf("options voilà"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_byte_order_mark_before_the_first_line_is_read_over_and_stays(string end)
    {
        File.WriteAllText(FilePath, $"\uFEFF[profile a]{end}start_concurrency = 5{end}[options]{end}part_size = 6MiB{end}");
        SettingsFile file = SettingsFile.Read(FilePath);
        Assert.Equal("6MiB", file.OptionOf("options", "part_size"));
        file.Write("profile a", new FoundSettings(6, null), "x");
        Assert.Equal("\uFEFF"u8.ToArray(), File.ReadAllBytes(FilePath)[..3]);
        Assert.Equal($"[profile a]{end}# sluice tune, x{end}start_concurrency = 6{end}[options]{end}part_size = 6MiB{end}", File.ReadAllText(FilePath));
        SettingsFile.Read(FilePath).Write("profile b", new FoundSettings(7, null), "y");
        Assert.Equal($"[profile a]{end}# sluice tune, x{end}start_concurrency = 6{end}[options]{end}part_size = 6MiB{end}{end}[profile b]{end}# sluice tune, y{end}start_concurrency = 7{end}", File.ReadAllText(FilePath));
        Assert.Empty(SettingsFile.Read(FilePath).Warnings);
    }

    [Theory]
    [InlineData("start_concurrency = 5", "line 1 is neither")]
    [InlineData("[profile a]\n\n# c\nstart_concurrency", "line 4 is neither")]
    [InlineData("[profile a", "line 1 opens a section")]
    [InlineData("[profile a]\nstart_concurrency = 0", "line 2 gives start_concurrency a value that it cannot have")]
    [InlineData("[profile a]\nmax_connections = 1025", "line 2 gives max_connections")]
    [InlineData("[profile a]\nmax_connections = -1", "line 2 gives max_connections")]
    [InlineData("[profile a]\nmax_connections = many", "line 2 gives max_connections")]
    public void A_broken_file_is_told_with_its_line(string text, string problem)
    {
        File.WriteAllText(FilePath, text);
        SettingsException broken = Assert.Throws<SettingsException>(() => SettingsFile.Read(FilePath));
        Assert.Contains($"{FilePath}: {problem}", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(broken.Message, char.IsControl);
    }

    [Theory]
    [InlineData("[profile a]\nstart_concurency = 5\nmax_connections = 7", "line 2: start_concurency is no setting of sluice, and left out")]
    [InlineData("[profile a]\n\u001b[31m = 5\n[options]\npart_size = 16MiB", "line 2: ")]
    [InlineData("version = 9\n[cluster a]\nnodes = 5\n[options]\npart-size = 16MiB", "is of version 9, and this sluice knows 1")]
    public void What_is_not_known_is_said_and_the_rest_holds(string text, string warning)
    {
        File.WriteAllText(FilePath, text);
        SettingsFile file = SettingsFile.Read(FilePath);
        string told = Assert.Single(file.Warnings);
        Assert.Contains(warning, told, StringComparison.Ordinal);
        Assert.DoesNotContain(told, char.IsControl);
        if (text.Contains("options", StringComparison.Ordinal))
            Assert.Equal("16MiB", file.OptionOf("options", "part_size"));
    }

    [Fact]
    public void A_file_that_is_far_too_large_is_none()
    {
        File.WriteAllText(FilePath, new string('#', 2 << 20));
        Assert.Contains("no settings file", Assert.Throws<SettingsException>(() => SettingsFile.Read(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_go_before_the_file_and_a_pinned_number_needs_none()
    {
        FoundSettings found = new(40, 300);
        Assert.Equal((40, 300), Of(found.ApplyTo(new TransferOptions())));
        Assert.Equal((40, 20), Of(found.ApplyTo(new TransferOptions { MaxConnections = 20 })));
        Assert.Equal((null, null), Of(found.ApplyTo(new TransferOptions { Concurrency = 5 })));

        static (int?, int?) Of(TransferOptions options) => (options.StartConcurrency, options.MaxConnections);
    }

    [Fact]
    public void Settings_belong_to_the_profile_that_was_named_and_else_to_the_endpoint()
    {
        using S3ClientFactory local = new(new ClientDefaults { Endpoint = new Uri("http://127.0.0.1:9000/"), NoSignRequest = true });
        Assert.Equal("endpoint http://127.0.0.1:9000", SettingsSection.Of(local, null).Last());
        using S3ClientFactory aws = new(new ClientDefaults { Region = "cn-north-1", NoSignRequest = true });
        Assert.Equal("endpoint https://s3.cn-north-1.amazonaws.com.cn", SettingsSection.Of(aws, null).Last());
        using S3ClientFactory named = new(new ClientDefaults { Profile = "work", Endpoint = new Uri("http://127.0.0.1:9000/"), NoSignRequest = true });
        Assert.Equal("profile work", SettingsSection.Of(named, null).First());
        Assert.Equal("profile other", SettingsSection.Of(named, "other").First());
    }

    [Fact]
    public void A_link_to_what_is_too_long_for_settings_is_not_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        string real = Path.Combine(_directory, "long");
        File.WriteAllText(real, new string('#', 2 << 20));
        File.CreateSymbolicLink(FilePath, real);
        Assert.Contains("are no settings file", Assert.Throws<SettingsException>(() => SettingsFile.Read(FilePath)).Message, StringComparison.Ordinal);
    }
}
