using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>A portal, a proxy or a web server answers in the store's place, with a page for any path and a status of success.</summary>
public sealed class ForeignPageScenarios
{
    const string Page = "<!DOCTYPE html><html><body>Sign in to go on</body></html>";

    static readonly string[] Pages = ["html", "plain", "index", "unnamed"];

    static readonly string[] Commands =
    [
        "cp s3://scene/k file", "cat s3://scene/k", "head s3://scene/k", "tail -c 5B s3://scene/k", "checksum --read --algorithm sha256 s3://scene/k", "checksum s3://scene/k", "stat s3://scene/k", "meta get s3://scene/k",
        "tag get s3://scene/k", "restore --days 7 s3://scene/k", "cp s3://scene/k s3://scene/other", "mv s3://scene/k file", "verify s3://scene/k file", "mb s3://another", "stat s3://scene", "rm s3://scene/k", "rb s3://scene",
    ];

    public static IEnumerable<object[]> Readers => Pages.SelectMany(static page => Commands.Select(command => new object[] { page, command }));

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_page_is_never_taken_for_an_object_or_a_bucket(string page, string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(instead: _ => Answer(page));
        scene.Write("file", "what was there");
        CommandResult result = await scene.RunAsync(command.Split(' '));
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("Sign in", result.Output, StringComparison.Ordinal);
        Assert.Equal("what was there", File.ReadAllText(scene.Path("file")));
        // What has a name that people know gets it.
        if (page is "html" or "index")
            result.Says("answered HTML, not S3");
        else if (page == "plain" && command.StartsWith("cp", StringComparison.Ordinal))
            result.Says("answered plain text, not S3");
    }

    [Fact]
    public async Task A_web_page_in_a_store_without_headers_of_its_own_is_an_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up.html", Page);
        (await scene.RunAsync("cp", "up.html", "s3://scene/page.html")).Exits(0);
        DeviantStore store = scene.Deviate((_, answer) =>
        {
            foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)).ToArray())
                answer.Headers.Remove(name);
        });
        (await scene.RunAsync("cp", "s3://scene/page.html", "page.html")).Exits(0);
        Assert.Equal(Page, File.ReadAllText(scene.Path("page.html")));
        // One question whether it is a store at all, of the first page only.
        Assert.Single(store.Requests, static request => request.Target.Contains("list-type=2", StringComparison.Ordinal));
    }

    static StoreAnswer Answer(string page)
    {
        StoreAnswer answer = new(200, Page) { StatedLength = Page.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        if (page != "unnamed")
            answer.Headers["content-type"] = page == "plain" ? "text/plain" : "text/html; charset=utf-8";
        if (page == "index")
        {
            answer.Headers["etag"] = "\"5f2a-61\"";
            answer.Headers["last-modified"] = "Sat, 28 Nov 2026 10:00:00 GMT";
        }
        return answer;
    }
}
