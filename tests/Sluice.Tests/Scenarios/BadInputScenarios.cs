using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class BadInputScenarios
{
    [Fact]
    public async Task Wrong_or_missing_credentials_are_named_and_exit_3()
    {
        await using Scene scene = await Scene.BeginAsync();
        string secret = scene.Environment["AWS_SECRET_ACCESS_KEY"]!, key = scene.Environment["AWS_ACCESS_KEY_ID"]!;
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = "wrong-secret-value";
        CommandResult wrong = (await scene.RunAsync("ls")).Exits(3).Says("SignatureDoesNotMatch", "secret");
        Assert.DoesNotContain("wrong-secret-value", wrong.Error, StringComparison.Ordinal);
        (scene.Environment["AWS_ACCESS_KEY_ID"], scene.Environment["AWS_SECRET_ACCESS_KEY"]) = ("AKNOBODY", secret);
        (await scene.RunAsync("ls")).Exits(3).Says("InvalidAccessKeyId");
        (scene.Environment["AWS_ACCESS_KEY_ID"], scene.Environment["AWS_SECRET_ACCESS_KEY"]) = (null, null);
        (await scene.RunAsync("ls")).Exits(3).Says("AWS_ACCESS_KEY_ID", "--profile", "--no-sign-request");
        (await scene.RunAsync("ls", "--profile", "nowhere")).Exits(3).Says("nowhere");
        scene.Write("f", "x");
        (await scene.RunAsync("cp", "f", "s3://scene/")).Exits(3).Says("AWS_ACCESS_KEY_ID", "--profile");
        (await scene.RunAsync("cp", "s3://scene/x", "out")).Exits(3).Says("AWS_ACCESS_KEY_ID", "--profile");
        (scene.Environment["AWS_ACCESS_KEY_ID"], scene.Environment["AWS_SECRET_ACCESS_KEY"]) = (key, "wrong");
        (await scene.RunAsync("cp", "f", "s3://scene/")).Exits(3).Says("SignatureDoesNotMatch");
    }

    [Fact]
    public async Task No_such_bucket_is_named_and_exits_3_and_no_such_key_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "x");
        (await scene.RunAsync("cp", "f", "s3://nowhere/")).Exits(3).Says("nowhere", "NoSuchBucket", "sluice mb");
        (await scene.RunAsync("cp", "s3://nowhere/x/", "out/")).Exits(3).Says("nowhere", "NoSuchBucket");
        (await scene.RunAsync("ls", "s3://nowhere")).Exits(3).Says("nowhere");
        (await scene.RunAsync("cp", "s3://scene/none", "out")).Exits(1).Says("missing: s3://scene/none");
        (await scene.RunAsync("cp", "s3://scene/none/*", "out/")).Exits(1).Says("No object matches");
        (await scene.RunAsync("cp", "no-file", "s3://scene/")).Exits(1).Says("no-file");
        (await scene.RunAsync("stat", "s3://scene/none")).Exits(1).Says("s3://scene/none");
    }

    [Fact]
    public async Task An_endpoint_that_is_down_not_s3_or_speaks_otherwise_exits_3()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("ls", "--endpoint-url", $"http://127.0.0.1:{FreePort()}")).Exits(3).Says("nothing listens", "--endpoint-url");
        (await scene.RunAsync("ls", "--endpoint-url", scene.Server.Url.ToString().Replace("http:", "https:", StringComparison.Ordinal))).Exits(3).Says("TLS");
        using TcpListener web = new(IPAddress.Loopback, 0);
        web.Start();
        Task answering = AnswerAsync(web, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<html>hi</html>");
        (await scene.RunAsync("ls", "--endpoint-url", $"http://{web.LocalEndpoint}")).Exits(3).Says("not S3");
        web.Stop();
        await answering;
    }

    [Fact]
    public async Task A_destination_that_cannot_be_written_leaves_nothing_and_exits_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Write("file", "not a directory");
        (await scene.RunAsync("cp", "s3://scene/a", "file/sub/a")).Exits(1).Says("file/sub");
        Assert.Equal(["file"], scene.Files("."));
    }

    [Fact]
    public async Task A_command_line_with_mistakes_tells_all_and_sends_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.RunAsync("cp", "--part-size", "16", "--colour=never", "a")).Exits(2);
        result.Says("unit is missing", "There is no option --colour. Did you mean --color?", "destination is missing", "sluice cp --help");
        (await scene.RunAsync("lss")).Exits(2).Says("There is no command lss. Did you mean ls?");
        (await scene.RunAsync("cp", "a", "b")).Exits(2).Says("Both a and b are on this machine");
        (await scene.RunAsync("mb", "s3://Bad_Name")).Exits(2).Says("Bad_Name");
        Assert.Equal(0, scene.Server.Requests.Total);
    }

    [Theory]
    [InlineData("There is no option -a.", "ls", "-la", "s3://scene")]
    [InlineData("There is no option -a.", "ls", "-alh", "s3://scene")]
    [InlineData("There is no command nosuch.", "help", "nosuch")]
    [InlineData("There is no command nosuch.", "nosuch", "--help")]
    [InlineData("it is empty, and would print blank lines", "ls", "--format", "", "s3://scene")]
    [InlineData("sluice mb", "md", "s3://scene")]
    [InlineData("sync --size-only", "cp", "--size-only", "a", "s3://scene/")]
    [InlineData("--copy-props", "cp", "--metadata-directive", "COPY", "a", "s3://scene/")]
    [InlineData("--json", "ls", "--output=json")]
    public async Task What_other_tools_have_is_answered_with_what_it_is_here(string expected, params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.RunAsync(args)).Exits(2).Says(expected);
        Assert.DoesNotContain("this machine", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("-alH", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_there_is_not_is_a_line_of_json_with_json()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.RunAsync("nosuch", "--json")).Exits(2).Says("There is no command nosuch.");
        Assert.Contains("There is no command nosuch.", result.Output, StringComparison.Ordinal);
        Assert.All(result.Json, static line => Assert.True(line.TryGetProperty("type", out _)));
    }

    [Fact]
    public async Task Options_may_stand_before_the_command_and_s3_before_it_is_taken()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "1");
        string endpoint = scene.Environment["AWS_ENDPOINT_URL"]!;
        scene.Environment["AWS_ENDPOINT_URL"] = null;
        foreach (string[] args in (string[][])[["--endpoint-url", endpoint, "--json", "ls", "s3://scene"], [$"--endpoint-url={endpoint}", "list", "s3://scene", "--json"], ["s3", "ls", "s3://scene", "--json", "--endpoint-url", endpoint]])
            Assert.Contains((await scene.RunAsync(args)).Exits(0).Json, static line => line.GetProperty("type").GetString() == "object");
        foreach (string[] args in (string[][])[["--json", "tag", "get", "s3://scene/a", "--endpoint-url", endpoint], ["tag", "--json", "get", "--endpoint-url", endpoint, "s3://scene/a"], ["--json", "tag", "--endpoint-url", endpoint, "get", "s3://scene/a"]])
            Assert.Equal("tags", Assert.Single((await scene.RunAsync(args)).Exits(0).Json).GetProperty("type").GetString());
        (await scene.RunAsync("--nosuch", "ls")).Exits(2);
        (await scene.RunAsync("tag", "--nosuch", "get", "s3://scene/a")).Exits(2).Says("--nosuch");
    }

    [Theory]
    [InlineData("--quiet takes no value", "cp", "f", "s3://scene/", "--quiet=true")]
    [InlineData("--no-clobber takes no value", "cp", "f", "s3://scene/", "--no-clobber=false")]
    [InlineData("-n takes no value", "cp", "-n=0", "f", "s3://scene/")]
    public async Task A_value_of_a_switch_is_no_place_to_write_to(string expected, params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "x");
        (await scene.RunAsync(args)).Exits(2).Says(expected);
        Assert.Equal(["f"], scene.Files("."));
        Assert.Equal(0, scene.Server.Requests.Total);
        Assert.Contains((await scene.RunAsync("ls", "--json", "--sort", "colour")).Exits(2).Json, static line => line.GetProperty("type").GetString() == "error" && line.GetProperty("message").GetString()!.Contains("--sort colour", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_overview_and_version_need_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        Assert.Contains("sluice demo", (await scene.RunAsync()).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", (await scene.RunAsync("--help")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("Examples", (await scene.RunAsync("cp", "--help")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("version", Assert.Single((await scene.RunAsync("version", "--json")).Exits(0).Json).GetProperty("type").GetString());
        Assert.Contains("--recursive", (await scene.RunAsync("[suggest:15]", "sluice cp --rec")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_there_are_no_control_sequences()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", Scene.Bytes(400_000));
        scene.Server.Faults.On("GetObject").Trickle(60_000);
        CommandResult plain = (await scene.RunAsync("cp", "s3://scene/a", "out")).Exits(0);
        Assert.DoesNotContain('\u001b', plain.Error);
        Assert.Contains("in flight\n", plain.Error, StringComparison.Ordinal);
        scene.Server.Faults.Clear();
        Assert.Contains('\u001b', (await scene.RunAsync("cp", "s3://scene/a", "out", "--color", "always")).Exits(0).Error);
        Assert.Empty((await scene.RunAsync("cp", "s3://scene/a", "out", "--quiet")).Exits(0).Error);
    }

    [Fact]
    public async Task Demo_copies_a_directory_there_and_back()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/.git/config", "[core]");
        scene.Write("tree/bin/a.dll", Scene.Bytes(50_000));
        scene.Write("tree/empty", "");
        CommandResult result = (await scene.RunAsync("demo", "tree")).Exits(0);
        Assert.Contains("3 of 3 files identical", result.Output, StringComparison.Ordinal);
        Assert.Contains("Every byte came back.", result.Output, StringComparison.Ordinal);
        Assert.Equal([".git/config", "bin/a.dll", "empty"], scene.Files("tree"));
        Directory.CreateDirectory(scene.Path("nothing"));
        Assert.Contains("empty", (await scene.RunAsync("demo", "nothing")).Exits(0).Output, StringComparison.Ordinal);
        Assert.True(Assert.Single((await scene.RunAsync("demo", "tree", "--json")).Exits(0).Json).GetProperty("identical").GetBoolean());
    }

    [Fact]
    public async Task A_store_where_nothing_listens_is_told_once_and_the_rest_is_not_tried()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int file = 0; file < 500; file++)
            scene.Write($"d/{file}", "x");
        foreach (string[] command in (string[][])[["cp", "-r", "d", "s3://scene/"], ["sync", "d", "s3://scene/", "--delete"]])
        {
            CommandResult refused = (await scene.RunAsync([.. command, "--json", "--endpoint-url", $"http://127.0.0.1:{FreePort()}"])).Exits(3).Says("nothing listens");
            Assert.InRange(refused.Error.Split("nothing listens").Length - 1, 1, 4);
            JsonElement summary = refused.Json.Single(static line => line.GetProperty("type").GetString() == "summary");
            Assert.Equal(0, summary.GetProperty("done").GetInt64());
            Assert.InRange(summary.GetProperty("failed").GetInt64(), 0, 4);
            Assert.Equal(summary.GetProperty("listed").GetInt64(), summary.GetProperty("failed").GetInt64() + summary.GetProperty("pending").GetInt64());
        }
    }

    static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static async Task AnswerAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().ReadAtLeastAsync(new byte[4096], 1);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The listener has stopped: the scenario is over.
        }
    }

    [Fact]
    public async Task What_an_unset_variable_or_a_half_character_makes_of_an_option_is_told_in_a_sentence()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "x");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--sse-c-key-file", "")).Exits(2).Says("--sse-c-key-file is empty: it needs the name of a file").SaysNot("   at ");
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[options]\nsse_c_key_file =\n");
        (await scene.RunAsync("cp", "f", "s3://scene/")).Exits(2).Says("--sse-c-key-file (set by [options]) is empty").SaysNot("   at ");
        scene.Environment.Remove("SLUICE_CONFIG_FILE");
        foreach (string option in (string[])["--metadata", "--tags"])
            (await scene.RunAsync("cp", "f", "s3://scene/", option, """{"a":"\ud800"}""")).Exits(2).Says("stands for half a character").SaysNot("   at ");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--sse", "aws:kms", "--sse-kms-context", """{"\ud800":"a"}""")).Exits(2).Says("--sse-kms-context: write a JSON object").SaysNot("   at ");
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", """{"Rules":[{"ID":"\ud800"}]}""")).Exits(2).Says("stands for half a character").SaysNot("   at ");
        Assert.Empty(scene.Keys());
    }

    [Theory]
    [InlineData("cp ../f s3://scene/ --report out.csv")]
    [InlineData("sync .. s3://scene/ --dry-run --plan-out out.jsonl")]
    [InlineData("inventory s3://scene/ --out x")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_file_to_be_written_in_a_directory_that_is_gone_is_told_in_a_sentence(string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "x");
        (await scene.ScriptAsync($"mkdir gone; cd gone; rmdir ../gone; sluice {command.Replace("..", scene.Directory, StringComparison.Ordinal)}")).Exits(3).Says("The current directory is gone").SaysNot("   at ");
    }
}
