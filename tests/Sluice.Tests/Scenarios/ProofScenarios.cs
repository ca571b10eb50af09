using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>What the command says of bytes that are not proved, and what it leaves alone for it.</summary>
public sealed class ProofScenarios
{
    static bool IsBody(StoreRequest request) => request.Method == "GET" && request.Path.StartsWith("/scene/p/", StringComparison.Ordinal);

    static void Strip(StoreAnswer answer)
    {
        foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)).ToList())
            answer.Headers.Remove(name);
    }

    [Fact]
    public async Task Cat_and_mv_of_a_web_page_in_place_of_an_object_print_and_remove_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", Scene.Bytes(1000));
        scene.Deviate((request, answer) =>
        {
            if (!IsBody(request))
                return;
            answer.Headers.Clear();
            answer.Text = "<html>Please log in</html>";
        });
        CommandResult cat = await scene.RunAsync("cat", "s3://scene/p/a");
        Assert.Empty(cat.Exits(1).Says("neither an ETag nor a Last-Modified").OutputBytes);
        _ = (await scene.RunAsync("mv", "-r", "s3://scene/p/", scene.Path("down") + "/")).Exits(1).Says("s3://scene/p/a");
        Assert.Empty(scene.Files("down"));
        Assert.Equal(["p/a"], scene.Keys());
    }

    [Fact]
    public async Task Mv_names_what_nothing_proves_and_cp_calls_it_unverified_in_summary_and_ledger()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", Scene.Bytes(1000));
        scene.Deviate(static (request, answer) =>
        {
            Strip(answer);
            if (IsBody(request))
                answer.Body[5] ^= 1;
        });
        _ = (await scene.RunAsync("cp", "s3://scene/p/a", scene.Path("x"))).Exits(0).Says("1 unverified");
        _ = (await scene.RunAsync("cat", "s3://scene/p/a")).Exits(0).Says("1 object unverified");
        CommandResult json = await scene.RunAsync("cp", "--json", "s3://scene/p/a", scene.Path("y"));
        Assert.Equal("unverified", json.Exits(0).Json[0].GetProperty("verified").GetString());
        Assert.Equal(1, json.Json[^1].GetProperty("unverified").GetInt64());
        _ = (await scene.RunAsync("mv", "s3://scene/p/a", scene.Path("z"))).Exits(1).Says("s3://scene/p/a", "was not removed");
        Assert.Equal(["p/a"], scene.Keys());
    }

    [Fact]
    public async Task What_nothing_proves_of_a_job_is_counted_by_its_worker_status_report_and_page()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["a", "b"])
            scene.Put($"p/{name}", Scene.Bytes(1000));
        string job = scene.Path("job");
        scene.Deviate(static (request, answer) =>
        {
            Strip(answer);
            if (IsBody(request))
                answer.Body[5] ^= 1;
        });
        (await scene.RunAsync("job", "create", job, "--", "cp", "-r", "s3://scene/p/", scene.Path("down") + "/")).Exits(0);
        (await scene.RunAsync("work", job)).Exits(0).Says("2 items done (2 unverified)");
        Assert.Contains("2 of those done", (await scene.RunAsync("job", "status", job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await scene.RunAsync("job", "status", job, "--json")).Exits(0).Json[0].GetProperty("unverified").GetInt64());
        (await scene.RunAsync("job", "report", job, "--out", "rows.csv", "--html", "page.html")).Exits(0).Says("2 rows in", "2 unverified");
        Assert.Equal(2, File.ReadAllLines(scene.Path("rows.csv")).Count(static row => row.Contains(",unverified,", StringComparison.Ordinal)));
        Assert.Contains("2 of them unverified", File.ReadAllText(scene.Path("page.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mv_between_stores_keeps_what_came_in_another_length()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        using S3Client there = new(new S3ClientOptions { Endpoint = other.Url, Credentials = CredentialSource.Static(other.AccessKey, other.SecretKey) });
        _ = there.CreateBucket("there", null, CancellationToken.None).Value;
        scene.Put("p/a", Scene.Bytes(1000));
        scene.Deviate((request, answer) =>
        {
            if (!IsBody(request))
                return;
            Strip(answer);
            answer.Headers["content-encoding"] = "gzip";
            answer.Body = answer.Body[..300];
        });
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config",
            $"[profile far]\naws_access_key_id={other.AccessKey}\naws_secret_access_key={other.SecretKey}\nregion=us-east-1\nendpoint_url={other.Url}\n");
        _ = (await scene.RunAsync("mv", "-r", "s3://scene/p/", "s3://far@there/q/")).Exits(1).Says("s3://scene/p/a");
        Assert.Empty(there.ListObjects(new ListObjectsRequest("there"), CancellationToken.None).Value.Objects);
        Assert.Equal(["p/a"], scene.Keys());
    }
}
