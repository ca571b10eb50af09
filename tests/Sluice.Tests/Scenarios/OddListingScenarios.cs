using System.Net;
using System.Text.RegularExpressions;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>The command against stores whose listings say less, or something else, than they have.</summary>
public sealed partial class OddListingScenarios
{
    static readonly string[] Odd = ["p/%2B", "p/100%", "p/a b", "p/a%20b", "p/a+b", "p/plain", "p/ü"];

    // How stores write the names that the endpoint writes as S3 does.
    static readonly Dictionary<string, Action<StoreAnswer>> Encodings = new()
    {
        ["encoded, and not said so"] = static page => page.Text = page.Text.Replace("<EncodingType>url</EncodingType>", "", StringComparison.Ordinal),
        ["not encoded, and not said so"] = static page =>
        {
            Names(page, static key => key);
            page.Text = page.Text.Replace("<EncodingType>url</EncodingType>", "", StringComparison.Ordinal);
        },
        ["not encoded, and said so"] = static page => Names(page, static key => key),
        ["encoded twice"] = static page => Names(page, static key => Escape(Escape(key))),
        ["a plus sign for itself"] = static page => Names(page, static key => Escape(key).Replace("%2B", "+", StringComparison.Ordinal)),
        ["a plus sign for a blank"] = static page => Names(page, static key => Escape(key).Replace("%20", "+", StringComparison.Ordinal)),
    };

    public static TheoryData<string> EncodingCases => [.. Encodings.Keys];

    [Fact]
    public async Task Sync_with_delete_from_a_listing_whose_end_cannot_be_known_exits_1_and_removes_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        scene.Write("d/a", "a");
        scene.Write("d/only-here", "x");
        scene.Deviate(Endless);
        CommandResult down = await scene.RunAsync("sync", "s3://scene/p/", scene.Path("d"), "--delete");
        _ = down.Exits(1).Says("cannot be known");
        Assert.Equal(["a", "only-here"], scene.Files("d"));
        scene.Put("q/only-there", "x");
        CommandResult up = await scene.RunAsync("sync", scene.Path("d"), "s3://scene/q/", "--delete");
        _ = up.Exits(1);
        Assert.Contains("q/only-there", scene.Keys());
    }

    [Theory]
    [InlineData("ls -r s3://scene/p/")]
    [InlineData("ls s3://scene/")]
    [InlineData("du s3://scene/p/")]
    [InlineData("cp -r s3://scene/p/ out/")]
    [InlineData("mv -r s3://scene/p/ out/")]
    [InlineData("rm -r s3://scene/p/")]
    [InlineData("verify s3://scene/p/ d")]
    public async Task No_verb_says_that_all_was_done_where_the_end_of_a_listing_cannot_be_known(string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        scene.Write("d/a", "a");
        scene.Deviate(Endless);
        CommandResult result = await scene.ScriptAsync($"cd '{scene.Directory}' && sluice {command}");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("cannot be known", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("find s3://scene/p/ --newer-than 1h", "LastModified")]
    [InlineData("find s3://scene/p/ --min-size 1B", "Size")]
    [InlineData("du s3://scene/p/ --max-size 1GiB", "Size")]
    [InlineData("ls -r s3://scene/p/ --newer-than 1h", "LastModified")]
    [InlineData("tree s3://scene/p/ --newer-than 1h", "LastModified")]
    [InlineData("presign -r s3://scene/p/ --newer-than 1h", "LastModified")]
    public async Task What_a_filter_cannot_decide_is_said_and_is_no_success(string command, string unlisted)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        scene.Put("p/b", "b");
        scene.Deviate((request, answer) =>
        {
            if (request.Asks("max-keys"))
                answer.Text = new Regex($"<{unlisted}>[^<]*</{unlisted}>").Replace(answer.Text, "", 1);
        });
        CommandResult result = await scene.ScriptAsync($"sluice {command}");
        _ = result.Exits(1).Says("of 1 object the store lists no size or no time");
        Assert.Contains("p/", result.Output, StringComparison.Ordinal);
        // What could not be decided hides no rule that meant something else.
        _ = (await scene.ScriptAsync($"sluice {command} --exclude nosuch")).Exits(1).Says("of 1 object the store lists no size or no time", "--exclude nosuch matched no name");
        // A rule that leaves the name out has decided it.
        _ = (await scene.ScriptAsync($"sluice {command} --exclude a")).Exits(0);
    }

    [Theory]
    [MemberData(nameof(EncodingCases))]
    public async Task Names_are_found_out_however_a_store_encodes_them(string encoding)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in Odd)
            scene.Put(key, key);
        scene.Put("a b", "not in p/");
        scene.Deviate((request, answer) =>
        {
            if (IsList(request))
                Encodings[encoding](answer);
        });
        CommandResult copied = await scene.RunAsync("cp", "-r", "s3://scene/p/", scene.Path("out"));
        _ = copied.Exits(0);
        Assert.Equal(Odd.Select(static key => key[2..]).Order(StringComparer.Ordinal), scene.Files("out"));
        foreach (string key in Odd)
            Assert.Equal(key, File.ReadAllText(scene.Path("out/" + key[2..])));
        CommandResult removed = await scene.RunAsync("rm", "-r", "s3://scene/p/");
        _ = removed.Exits(0);
        Assert.Equal(["a b"], scene.Keys());
    }

    [Fact]
    public async Task Names_that_read_the_same_in_every_way_cost_no_question()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/plain", "x");
        DeviantStore store = scene.Deviate();
        _ = (await scene.RunAsync("ls", "-r", "s3://scene/p/")).Exits(0);
        Assert.Single(store.Requests);
    }

    [Fact]
    public async Task Objects_without_a_listed_size_are_copied_whole_shown_as_unknown_and_not_added_up_in_silence()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/large", new string('x', 100));
        scene.Put("p/small", "x");
        scene.Deviate(static (request, answer) =>
        {
            if (IsList(request))
                answer.Text = SizeOrTime().Replace(answer.Text, "");
        });
        _ = (await scene.RunAsync("cp", "-r", "s3://scene/p/", scene.Path("out"))).Exits(0);
        Assert.Equal(100, File.ReadAllText(scene.Path("out/large")).Length);
        Assert.Contains("?  p/large", (await scene.RunAsync("ls", "-r", "s3://scene/p/")).Output, StringComparison.Ordinal);
        CommandResult sum = await scene.RunAsync("du", "s3://scene/p/");
        _ = sum.Exits(1).Says("2 objects");
        _ = (await scene.RunAsync("rm", "-r", "s3://scene/p/", "--min-size", "50B")).Exits(0);
        Assert.Equal(["p/small"], scene.Keys());
    }

    [Fact]
    public async Task A_sum_of_sizes_that_no_listing_tells_is_unknown_and_never_0()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/large", new string('x', 100));
        scene.Put("p/small", "x");
        // The first, or all.
        int unlisted = 1;
        scene.Deviate((request, answer) =>
        {
            if (IsList(request))
                answer.Text = new Regex("<Size>[^<]*</Size>").Replace(answer.Text, "", unlisted);
        });
        string[] Inventory(string id) => ["inventory", "s3://scene/p/", "--out", "inv/", "--id", id];
        string[] Job(string name) => ["job", "create", name, "--", "cp", "s3://scene/p/", "s3://scene/q/"];
        Assert.Contains(": 2 objects, 1 B and 1 of unknown size, in 1 file.", (await scene.RunAsync(Inventory("a"))).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains(": 2 items, 1 B and 1 of unknown size, in 1 chunk.", (await scene.RunAsync(Job("job-a"))).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("1 B of 1 B sealed; 1 item of unknown size besides", (await scene.RunAsync("job", "run", "job-a", "--workers", "1")).Exits(0).Output + (await scene.RunAsync("job", "status", "job-a")).Exits(0).Output, StringComparison.Ordinal);
        unlisted = int.MaxValue;
        Assert.Contains(": 2 objects, sizes unknown, in 1 file.", (await scene.RunAsync(Inventory("b"))).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains(": 2 items, sizes unknown, in 1 chunk.", (await scene.RunAsync(Job("job-b"))).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("2 objects, sizes unknown", (await scene.RunAsync("ls", "-rs", "s3://scene/p/")).Exits(0).Output, StringComparison.Ordinal);
        foreach (string[] command in new[] { Inventory("c"), Job("job-c") })
        {
            System.Text.Json.JsonElement told = Assert.Single((await scene.RunAsync([command[0], .. command[0] == "job" ? ["create", "--json", .. command[2..]] : (string[])["--json", .. command[1..]]])).Exits(0).Json);
            Assert.Equal((false, 2), (told.TryGetProperty("bytes", out _), told.GetProperty("unsized").GetInt32()));
        }
        (await scene.RunAsync("job", "run", "job-b", "--workers", "1")).Exits(0).SaysNot("0 B");
        (await scene.RunAsync("job", "status", "job-b")).Exits(0).SaysNot("0 B");
        System.Text.Json.JsonElement state = Assert.Single((await scene.RunAsync("job", "status", "job-b", "--json")).Exits(0).Json);
        Assert.False(state.TryGetProperty("bytes_listed", out _) || state.TryGetProperty("bytes_ended", out _));
        (await scene.RunAsync("job", "report", "job-b", "--html", "page.html")).Exits(0);
        Assert.Contains("\"bytes\":{}", File.ReadAllText(scene.Path("page.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "url -r s3://scene/p/")]
    [InlineData(0, "presign -r s3://scene/p/")]
    [InlineData(0, "checksum -r s3://scene/p/")]
    [InlineData(0, "inventory s3://scene/p/ --out inv/")]
    [InlineData(0, "job create job -- cp s3://scene/p/ s3://scene/q/")]
    [InlineData(0, "cat 's3://scene/p/*'")]
    [InlineData(0, "cp -r s3://scene/p/ out/")]
    [InlineData(0, "sync s3://scene/p/ out/")]
    [InlineData(0, "verify --one-way s3://scene/p/ d/")]
    [InlineData(0, "process s3://scene/p/ -- cat")]
    [InlineData(0, "rm -r s3://scene/p/")]
    public async Task Names_that_a_store_lists_twice_are_said_by_every_verb_that_lists(int exitCode, string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        scene.Write("d/a", "a");
        scene.Deviate((request, answer) =>
        {
            if (IsList(request))
                answer.Text = new Regex("(<Contents>.*?</Contents>)", RegexOptions.Singleline).Replace(answer.Text, "$1$1").Replace("<KeyCount>1<", "<KeyCount>2<", StringComparison.Ordinal);
        });
        string said = (await scene.ScriptAsync($"cd '{scene.Directory}' && sluice {command}")).Exits(exitCode).Error;
        Assert.Single(said.Split('\n'), static line => line.Contains("he store listed names twice: each is taken once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_filter_of_what_a_listing_does_not_tell_is_decided_by_asking_or_is_no_success()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/large", new string('x', 100));
        scene.Put("p/small", "x");
        bool isMute = false;
        scene.Deviate((request, answer) =>
        {
            if (IsList(request))
                answer.Text = SizeOrTime().Replace(answer.Text, "");
            if (isMute)
                answer.Headers.Remove("last-modified");
        });
        _ = (await scene.RunAsync("sync", "s3://scene/p/", scene.Path("out"), "--min-size", "50B", "--newer-than", "2020-01-01")).Exits(0).Says("1 copied");
        Assert.Equal(["large"], Directory.GetFiles(scene.Path("out")).Select(Path.GetFileName));
        // Listings alone are compared.
        Directory.CreateDirectory(scene.Path("none"));
        CommandResult verified = await scene.RunAsync("verify", "s3://scene/p/", scene.Path("none"), "--min-size", "50B");
        Assert.NotEqual(0, verified.ExitCode);
        _ = verified.Says("which the store does not tell");
        // Nobody tells it, and so nobody knows.
        isMute = true;
        foreach (string verb in new[] { "sync", "cp" })
            _ = (await scene.RunAsync(verb, "s3://scene/p/", scene.Path(verb), "--newer-than", "2020-01-01")).Exits(1).Says("which the store does not tell");
    }

    [Fact]
    public async Task A_key_of_40_000_components_fails_by_name_and_at_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        string deep = "p/" + string.Concat(Enumerable.Repeat("a/", 40_000)) + "b";
        scene.Deviate((request, answer) =>
        {
            if (IsList(request) && answer.Text.Contains("<Contents>", StringComparison.Ordinal))
                answer.Text = answer.Text.Replace("<KeyCount>1<", "<KeyCount>2<", StringComparison.Ordinal)
                    .Replace("</ListBucketResult>", $"<Contents><Key>{deep}</Key><Size>1</Size><ETag>\"x\"</ETag><LastModified>2026-01-01T00:00:00Z</LastModified></Contents></ListBucketResult>", StringComparison.Ordinal);
        });
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (string[] command in new string[][] { ["cp", "-r", "s3://scene/p/", scene.Path("out")], ["sync", "s3://scene/p/", scene.Path("out")], ["verify", "s3://scene/p/", scene.Path("out")], ["du", "--max-depth", "1024", "s3://scene/p/"], ["ls", "-r", "s3://scene/p/"] })
        {
            CommandResult result = await scene.RunAsync(command);
            _ = result.Exits(command[0] switch { "verify" => 4, "ls" or "du" => 0, _ => 1 });
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
    }

    // There is always more, and never said where.
    static void Endless(StoreRequest request, StoreAnswer answer)
    {
        if (!IsList(request))
            return;
        answer.Text = Token().Replace(answer.Text, "").Replace("<IsTruncated>false", "<IsTruncated>true", StringComparison.Ordinal);
    }

    static bool IsList(StoreRequest request) => request.Method == "GET" && request.Asks("max-keys");

    static string Escape(string key) => Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal);

    static void Names(StoreAnswer page, Func<string, string> write) => page.Text = Key().Replace(page.Text, match =>
        $"<Key>{WebUtility.HtmlEncode(write(Uri.UnescapeDataString(WebUtility.HtmlDecode(match.Groups[1].Value).Replace("+", "%20", StringComparison.Ordinal))))}</Key>");

    [GeneratedRegex("<Key>([^<]*)</Key>")]
    private static partial Regex Key();

    [GeneratedRegex("<(Size|LastModified)>[^<]*</\\1>")]
    private static partial Regex SizeOrTime();

    [GeneratedRegex("<NextContinuationToken>[^<]*</NextContinuationToken>")]
    private static partial Regex Token();
}
