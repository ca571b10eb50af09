using System.CommandLine;
using Sluice.Cli;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using Sluice.Cli.Settings;
using CommandLine = Sluice.Cli.Options.CommandLine;

namespace Sluice.Tests.Cli;

/// <summary>Options that are set for all commands beside those that are typed for one.</summary>
public sealed class SetOptionTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("max_delete = 5%", "sync", "a", "s3://bkt/c/")]
    [InlineData("delete_excluded = 1", "mirror", "a", "s3://bkt/c/")]
    [InlineData("plan_out = p", "sync", "a", "s3://bkt/c/")]
    [InlineData("overwrite_report = 1", "cp", "a", "s3://bkt/c")]
    [InlineData("overwrite_report = 1", "bench", "download", "s3://bkt/c")]
    [InlineData("sse_kms_key_id = k\nsse_bucket_key = 1\nsse_kms_context = {\"a\": \"b\"}", "cp", "a", "s3://bkt/c")]
    [InlineData("reverse = 1", "ls", "s3://bkt/")]
    [InlineData("long = 1\nsort = size\nversions = 1", "ls")]
    [InlineData("max_inventory_age = 2d", "rm", "s3://bkt/c")]
    [InlineData("object_lock_mode = GOVERNANCE", "cp", "a", "s3://bkt/c")]
    [InlineData("log_arguments = 1\nblock = 1MiB", "process", "s3://bkt/c/", "--", "wc")]
    [InlineData("tag = 1\nkeep_order = 1", "process", "s3://bkt/c/", "--to", "s3://out/", "--", "wc")]
    [InlineData("every = 5m", "mirror", "a", "s3://bkt/c/")]
    [InlineData("wait_interval = 5m", "restore", "s3://bkt/c", "--days", "1")]
    [InlineData("durable = 1\ntls_cert_out = c.pem", "serve")]
    [InlineData("yes = 1", "rb", "s3://bkt")]
    [InlineData("exclude = *.tmp\nreport = r.csv", "acl", "set", "s3://bkt/c", "--acl", "private")]
    [InlineData("acl = private", "acl", "set", "s3://bkt/c", "acl.json")]
    [InlineData("content_type = text/plain", "presign", "s3://bkt/c")]
    [InlineData("response_header = content-type=text/plain", "presign", "--method", "PUT", "s3://bkt/c")]
    [InlineData("prefix = y", "bench", "download", "s3://bkt/c")]
    [InlineData("all = 1", "tag", "rm", "s3://bkt/c", "name")]
    [InlineData("all = 1", "resume", "3f2a")]
    [InlineData("json = 1\nverbose = 1", "cp", "s3://bkt/c", "-")]
    [InlineData("json = 1", "job", "report", "s3://bkt/c")]
    [InlineData("delete = 1", "job", "create", "s3://bkt/j", "--", "cp", "s3://bkt/c/", "s3://bkt/d/")]
    [InlineData("split_size = 1GiB", "job", "create", "s3://bkt/j", "--", "rm", "-r", "s3://bkt/c/")]
    [InlineData("max_delete = 5%\nversions = 1", "rm", "sftp://host/file")]
    [InlineData("by = class", "du", "sftp://host/directory")]
    [InlineData("bandwidth = 5MB/s", "limit")]
    public void What_is_set_and_of_no_use_to_a_command_waits_for_one_that_needs_it(string settings, params string[] args)
    {
        CommandLine line = Bound(settings, null, args);
        Assert.Equal("", string.Join(" | ", line.Problems));
        // A run that goes on later has them typed.
        Assert.Equal("", string.Join(" | ", Bound("", null, [.. line.Words]).Problems));
    }

    [Theory]
    [InlineData("quiet = 1", "--quiet", "cp", "a", "s3://bkt/c", "-v")]
    [InlineData("verbose = 1", "--verbose", "cp", "a", "s3://bkt/c", "-q")]
    [InlineData("progress = bar", "--progress", "cp", "a", "s3://bkt/c", "--no-progress")]
    [InlineData("no_progress = 1", "--no-progress", "rm", "s3://bkt/c", "--progress", "lines")]
    [InlineData("sse = AES256", "--sse", "cp", "a", "s3://bkt/c", "--sse-c-key-file", "KEY")]
    [InlineData("sse_c_key_file = KEY", "--sse-c-key-file", "cp", "a", "s3://bkt/c", "--sse", "AES256")]
    [InlineData("size_only = 1", "--size-only", "sync", "a", "s3://bkt/c/", "--checksum")]
    [InlineData("delete = 1", "--delete", "sync", "--plan", "p")]
    [InlineData("no_tags = 1", "--no-tags", "sync", "--plan", "p")]
    [InlineData("delete = 1\nmax_delete = 5%", "--max-delete", "sync", "s3://bkt/c/", "s3://bkt/d/", "--from-inventory", "s3://bkt/manifest.json")]
    [InlineData("no_tags = 1", "--no-tags", "cp", "a", "s3://bkt/c", "--tags", "x=y")]
    [InlineData("tags = x=y", "--tags", "cp", "a", "s3://bkt/c", "--no-tags")]
    [InlineData("copy_props = none", "--copy-props", "cp", "a", "s3://bkt/c", "--tags-required")]
    [InlineData("no_clobber = 1", "--no-clobber", "pipe", "s3://bkt/c", "--if-match", "abc")]
    [InlineData("no_clobber = 1", "--no-clobber", "cp", "a", "s3://bkt/c", "--if-match", "abc")]
    [InlineData("exact = 1", "--exact", "cat", "s3://bkt/c*", "--wildcard")]
    [InlineData("wildcard = 1", "--wildcard", "cat", "s3://bkt/c*", "--exact")]
    [InlineData("acl = private", "--acl", "cp", "a", "s3://bkt/c", "--grant-read", "id=1")]
    [InlineData("grant_read = id=1", "--grant-read", "acl", "set", "s3://bkt/c", "--acl", "private")]
    [InlineData("auto = 1", "--auto", "bench", "download", "s3://bkt/c", "--part-size", "8MiB")]
    [InlineData("part_size = 8MiB", "--part-size", "bench", "download", "s3://bkt/c", "--auto")]
    [InlineData("format = %k", "--format", "ls", "-l", "s3://bkt/")]
    [InlineData("long = 1\nhuman_readable = 1\njson = 1", "--json", "ls", "--format", "%k", "s3://bkt/")]
    [InlineData("sort = size", "--sort", "ls", "--versions", "s3://bkt/")]
    [InlineData("json = 1", "--json", "find", "--print0", "s3://bkt/")]
    [InlineData("format = %k", "--format", "find", "--print0", "s3://bkt/")]
    [InlineData("max_depth = 2\nsummarize = 1", "--max-depth", "du", "--by", "class", "s3://bkt/")]
    [InlineData("by = class", "--by", "du", "-s", "s3://bkt/")]
    [InlineData("size_only = 1", "--size-only", "verify", "--read-all", "s3://bkt/c/", "s3://bkt/d/")]
    [InlineData("skip_links = 1", "--skip-links", "verify", "--links", "s3://bkt/c/", "s3://bkt/d/")]
    [InlineData("iterations = 3", "--iterations", "bench", "download", "s3://bkt/c", "--duration", "5s")]
    [InlineData("append_ok = 1", "--append-ok", "verify", "--size-only", "s3://bkt/c/", "s3://bkt/d/")]
    [InlineData("lines = 5", "--lines", "tail", "-c", "8", "s3://bkt/c")]
    [InlineData("max_delete = 5%", "--max-delete", "rm", "s3://bkt/c/", "--files-from", "-")]
    [InlineData("at = 2h", "--at", "ls", "--versions", "s3://bkt/")]
    [InlineData("print = 1", "--print", "job", "run", "s3://bkt/j", "--json")]
    public void Of_two_options_that_exclude_each_other_the_one_that_was_typed_holds(string settings, string given, params string[] args)
    {
        File.WriteAllText(_file + ".key", new string('k', 32));
        try
        {
            CommandLine line = Bound(settings.Replace("KEY", _file + ".key", StringComparison.Ordinal), null, [.. args.Select(arg => arg.Replace("KEY", _file + ".key", StringComparison.Ordinal))]);
            Assert.Equal("", string.Join(" | ", line.Problems));
            Assert.DoesNotContain(line.Words, word => word.Split('=')[0] == given);
        }
        finally
        {
            File.Delete(_file + ".key");
        }
    }

    [Fact]
    public void Of_two_that_are_set_a_variable_goes_before_the_file_and_two_of_one_place_are_told()
    {
        CommandLine line = Bound("quiet = 1", name => name == "SLUICE_VERBOSE" ? "1" : null, "cp", "a", "s3://bkt/c");
        Assert.Equal("", string.Join(" | ", line.Problems));
        Assert.Contains("--verbose", line.Words);
        Assert.DoesNotContain("--quiet", line.Words);
        Assert.Contains("exclude each other", Assert.Single(Bound("quiet = 1\nverbose = 1", null, "cp", "a", "s3://bkt/c").Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_typed_for_nothing_is_told_as_ever()
    {
        Assert.Contains("needs --delete", Assert.Single(Bound("delete_excluded = 1", null, "sync", "a", "s3://bkt/c/", "--max-delete", "5%").Problems), StringComparison.Ordinal);
        Assert.Empty(Bound("delete = 1", null, "sync", "a", "s3://bkt/c/", "--max-delete", "5%").Problems);
    }

    CommandLine Bound(string settings, Func<string, string?>? variable, params string[] args)
    {
        File.WriteAllText(_file, $"[options]\n{settings}\n");
        using RemoteHosts hosts = new();
        ParseResult parsed = SluiceCommand.Create(args).Parse(args, SluiceCommand.Parsing);
        CommandLine line = new(parsed) { Defaults = new OptionDefaults(variable ?? (static _ => null), SettingsFile.Read(_file)) };
        Assert.IsAssignableFrom<Verb>(parsed.CommandResult.Command).Bind(line);
        return line;
    }
}
