using System.Net;
using System.Text;
using System.Text.Json;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>A job as a page, served and as a file.</summary>
public sealed class DashboardScenarios
{
    const string Job = "s3://scene/jobs/one";
    const string Evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u001b[31m";

    [Fact]
    public async Task A_job_is_shown_by_its_store_alone_and_every_object_of_it_is_found()
    {
        await using Scene scene = await Scene.BeginAsync();
        await DoneAsync(scene);
        using CommandProcess served = scene.Start("dashboard", Job, "--port", "0", "--json");
        using HttpClient client = await ClientAsync(served);
        using HttpResponseMessage page = await client.GetAsync(new Uri("", UriKind.Relative));
        string policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        NothingIsMarkup(await page.Content.ReadAsStringAsync());
        JsonElement state = await JsonAsync(client, "state"), ledger = state.GetProperty("ledger");
        Assert.Equal((43, 40, 1, 1, 1, 0), (ledger.GetProperty("listed").GetInt32(), ledger.GetProperty("done").GetInt32(), ledger.GetProperty("missing").GetInt32(), ledger.GetProperty("changed").GetInt32(), ledger.GetProperty("failed").GetInt32(), ledger.GetProperty("pending").GetInt32()));
        Assert.Equal("over", state.GetProperty("stage").GetString());
        Assert.StartsWith("3 of 43 objects did not arrive: 1 failed, 1 was not there any more, 1 had changed since it was listed", state.GetProperty("sentences")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal($"sluice job retry {Job}", state.GetProperty("commands").GetProperty("retry").GetString());
        Assert.Equal(3, state.GetProperty("failures").GetProperty("causes").GetArrayLength());
        Assert.Equal("done", (await JsonAsync(client, "object?key=s3%3A%2F%2Fscene%2Ffrom%2F007")).GetProperty("outcome").GetString());
        Assert.Equal("failed", (await JsonAsync(client, "object?key=from/013")).GetProperty("outcome").GetString());
        Assert.Equal("missing", (await JsonAsync(client, "object?key=005")).GetProperty("outcome").GetString());
        Assert.Equal("done", (await JsonAsync(client, $"object?key={Uri.EscapeDataString("from/z" + Evil)}")).GetProperty("outcome").GetString());
        Assert.Contains("No such object", (await JsonAsync(client, "object?key=nothing")).GetProperty("problem").GetString(), StringComparison.Ordinal);
        await served.SignalAsync("TERM");
        (await served.ResultAsync()).Exits(0);
    }

    [Fact]
    public async Task A_dashboard_answers_no_other_host_no_other_sites_page_and_nothing_but_reads()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/1", "x");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        using CommandProcess served = scene.Start("dashboard", Job, "--port", "0", "--json");
        using HttpClient client = await ClientAsync(served);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("state"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("state", host: $"localhost:{client.BaseAddress!.Port}"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync("state", host: "evil.example"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync("", host: $"evil.example:{client.BaseAddress.Port}"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync("object?key=1", host: "127.0.0.1"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("object?key=1", site: "cross-site"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("state", site: "same-site"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("", site: "none"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync("state", method: HttpMethod.Post));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("job.json"));

        async Task<HttpStatusCode> StatusAsync(string path, string? host = null, string? site = null, HttpMethod? method = null)
        {
            using HttpRequestMessage request = new(method ?? HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Host = host;
            if (site is not null)
                request.Headers.Add("Sec-Fetch-Site", site);
            using HttpResponseMessage answer = await client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task However_many_look_on_a_store_is_asked_a_few_times_a_second_and_never_when_nobody_does()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int item = 0; item < 20; item++)
            scene.Put($"from/{item:00}", "x");
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        using CommandProcess served = scene.Start("dashboard", Job, "--port", "0", "--json");
        using HttpClient client = await ClientAsync(served);
        scene.Server.Requests.Reset();
        await Task.Delay(1500);
        Assert.Equal(0, scene.Server.Requests.Total);
        long began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            for (int time = 0; time < 15; time++)
            {
                await JsonAsync(client, "state");
                await Task.Delay(150);
            }
        }));
        Assert.InRange(scene.Server.Requests.Total, 2, (TimeProvider.System.GetElapsedTime(began).TotalSeconds + 1) * 9);
    }

    [Fact]
    public async Task While_a_store_does_not_answer_the_last_that_was_read_is_shown_and_that_is_said()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/1", "x");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        bool isBroken = false;
        scene.Deviate(instead: _ => Volatile.Read(ref isBroken) ? StoreAnswer.Error(403, "AccessDenied") : null);
        using CommandProcess served = scene.Start("dashboard", Job, "--port", "0", "--json");
        using HttpClient client = await ClientAsync(served);
        Assert.False((await JsonAsync(client, "state")).TryGetProperty("problem", out _));
        Volatile.Write(ref isBroken, true);
        JsonElement state = await UntilAsync(client, static state => state.TryGetProperty("problem", out _));
        Assert.Equal(1, state.GetProperty("ledger").GetProperty("pending").GetInt32());
        Volatile.Write(ref isBroken, false);
        (await scene.RunAsync("work", Job)).Exits(0);
        state = await UntilAsync(client, static state => state.GetProperty("stage").GetString() == "over");
        Assert.False(state.TryGetProperty("problem", out _));
    }

    [Fact]
    public async Task A_job_leaves_its_page_as_one_file_in_which_nothing_that_others_named_is_markup()
    {
        await using Scene scene = await Scene.BeginAsync();
        await DoneAsync(scene);
        CommandResult written = (await scene.RunAsync("job", "report", Job, "--html", "job.html")).Exits(0);
        Assert.Equal("", written.Output);
        string page = await File.ReadAllTextAsync(scene.Path("job.html"));
        NothingIsMarkup(page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("\"items\":[{\"key\"", page, StringComparison.Ordinal);
        (await scene.RunAsync("job", "report", Job, "--html", "job.html")).Exits(2).Says("there already");
        (await scene.RunAsync("job", "report", Job, "--html", "two.html", "--out", "rows.csv")).Exits(0);
        Assert.Equal(44, (await File.ReadAllLinesAsync(scene.Path("rows.csv"))).Length);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/none", "--html", "none.html")).Exits(3).Says("There is no job");
        Assert.False(File.Exists(scene.Path("none.html")));
    }

    [Fact]
    public async Task Watching_the_status_of_a_job_costs_a_request_a_second()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int item = 0; item < 30; item++)
            scene.Put($"from/{item:00}", "x");
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        // Before anything is sealed nobody knows.
        Assert.Contains("unknown: two chunks have to be sealed first", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.False((await scene.RunAsync("job", "status", Job, "--json")).Exits(0).Json.Single().TryGetProperty("seconds_left_by_items", out _));
        using CommandProcess watching = scene.Start("job", "status", Job, "--watch");
        await watching.FirstLine;
        scene.Server.Requests.Reset();
        long began = TimeProvider.System.GetTimestamp();
        await Task.Delay(6000);
        Assert.InRange(scene.Server.Requests.Total, 3, TimeProvider.System.GetElapsedTime(began).TotalSeconds + 1);
        (await scene.RunAsync("work", Job)).Exits(0);
        CommandResult result = (await watching.ResultAsync()).Exits(0);
        Assert.Contains("0 sealed", result.Output, StringComparison.Ordinal);
        Assert.Contains("0 B of 30 B sealed", result.Output, StringComparison.Ordinal);
        Assert.Contains("30 B of 30 B sealed", result.Output, StringComparison.Ordinal);
        Assert.Contains("30 listed = 30 done + 0 pending", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_of_a_job_that_is_watched_on_a_terminal_is_drawn_in_place()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "x");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        string command = CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal);
        string shown = (await scene.ScriptAsync($"""
            export TERM=xterm
            (sleep 3; {command} work {Job} --quiet) &
            script -qec "{command} job status {Job} --watch" /dev/null < /dev/null
            wait
            """)).Output;
        string[] frames = shown.Split(" is under way:");
        Assert.True(frames.Length > 3, shown);
        // Each begins where the one before began.
        Assert.All(frames[1..^1], static frame => Assert.Matches("\u001b\\[[1-9]A", frame));
        Assert.Contains("1 done", shown[shown.LastIndexOf(" is over:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.EndsWith("\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_left_of_a_status_is_what_the_dashboard_says()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int item = 0; item < 30; item++)
            scene.Put($"from/{item:00}", "x");
        // The last twenty wait for a file that never comes.
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "1", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"case $SLUICE_KEY in from/0*) ;; *) until [ -e {scene.Path("never")} ]; do sleep 0.1; done;; esac; cat")).Exits(0);
        using CommandProcess worker = scene.Start("work", Job, "--allow-program", "sh", "--chunks", "1");
        await Scene.UntilAsync(() => scene.Keys().Count(static key => key.StartsWith("jobs/one/seals/", StringComparison.Ordinal)) == 10);
        await worker.KillAsync();
        // Of 20 items and 20 bytes, at the rate of the ten that are sealed.
        JsonElement state = (await scene.RunAsync("job", "status", Job, "--json")).Exits(0).Json.Single();
        Assert.InRange(state.GetProperty("seconds_left_by_items").GetDouble(), 0.001, 600);
        Assert.Equal(state.GetProperty("seconds_left_by_items").GetDouble(), state.GetProperty("seconds_left_by_bytes").GetDouble(), 0.01);
        Assert.Matches("left +about [0-9.]+ .* by items, [0-9.]+ .* by bytes", (await scene.RunAsync("job", "status", Job)).Exits(0).Output);
        (await scene.RunAsync("job", "cancel", Job)).Exits(0);
        Assert.False((await scene.RunAsync("job", "status", Job, "--json")).Exits(1).Json.Single().TryGetProperty("seconds_left_by_items", out _));
        Assert.DoesNotContain("by items", (await scene.RunAsync("job", "status", Job)).Exits(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dashboard_of_no_job_and_one_on_a_taken_port_say_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("dashboard", Job)).Exits(3).Says("There is no job");
        (await scene.RunAsync("dashboard", Job, "--port", "70000")).Exits(2).Says("--port");
        scene.Put("from/1", "x");
        (await scene.RunAsync("job", "create", Job, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("dashboard", Job, "--port", scene.Server.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))).Exits(3).Says("Choose another --port");
    }

    // 43 objects, of which one fails, one is gone and one has changed since it was listed; keys are hostile.
    static async Task DoneAsync(Scene scene)
    {
        for (int item = 0; item < 42; item++)
            scene.Put($"from/{item:000}", $"{item}");
        scene.Put("from/z" + Evil, "x");
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "8", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"[ \"$SLUICE_KEY\" = from/013 ] && {{ echo '{Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(Evil.Replace('\u202e', '.')))}' >&2; exit 3; }}; cat")).Exits(0);
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("from/005")), CancellationToken.None).Value;
        scene.Put("from/006", "changed");
        (await scene.RunAsync("work", Job, "--allow-program", "sh")).Exits(1);
    }

    static void NothingIsMarkup(string page)
    {
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', page);
        Assert.DoesNotContain('\u001b', page);
        Assert.DoesNotContain("http:", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    static async Task<HttpClient> ClientAsync(CommandProcess served) =>
        new() { BaseAddress = new Uri(JsonDocument.Parse(await served.FirstLine).RootElement.GetProperty("url").GetString()!) };

    static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;

    static async Task<JsonElement> UntilAsync(HttpClient client, Func<JsonElement, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            JsonElement state = await JsonAsync(client, "state");
            if (condition(state))
                return state;
            await Task.Delay(200, limit.Token);
        }
    }
}
