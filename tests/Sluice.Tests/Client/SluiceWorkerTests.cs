using System.Text;
using Sluice.Client;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;
using Sluice.Trees;

namespace Sluice.Tests.Client;

public sealed class SluiceWorkerTests
{
    const string Job = "s3://scene/jobs/j";

    [Fact]
    public async Task Functions_share_a_job_and_each_object_has_one_output()
    {
        await using Scene scene = await CreateAsync(60, "--jobs", "2");
        List<string> said = [];
        Task<int>[] workers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => SluiceWorker.RunAsync([Job], Upper, Options(scene, said))))];
        Assert.Equal([SluiceWorker.Failures, SluiceWorker.Failures], (await Task.WhenAll(workers)).Select(static code => code == SluiceWorker.Done ? SluiceWorker.Failures : code));
        (await scene.RunAsync("job", "status", Job)).Exits(1);
        CommandResult report = (await scene.RunAsync("job", "report", Job)).Exits(0);
        Assert.Equal(60, report.Lines.Length - 1);
        Assert.Equal(Enumerable.Range(0, 60).Where(static i => i != 7).Select(static i => $"out/{i:00}.up"), scene.Keys().Where(static key => key.StartsWith("out/", StringComparison.Ordinal)));
        Assert.Equal("OBJECT 42", Encoding.UTF8.GetString(scene.Get("out/42.up")));
        lock (said)
            Assert.Contains(said, static line => line.Contains("in/07.txt", StringComparison.Ordinal) && line.Contains("seven", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_stop_gives_back_what_it_has_and_another_goes_on()
    {
        await using Scene scene = await CreateAsync(60, "--jobs", "2");
        using CancellationTokenSource stop = new();
        int calls = 0;
        Assert.Equal(SluiceWorker.TryAgain, await SluiceWorker.RunAsync([Job], async (input, output, at, token) =>
        {
            if (Interlocked.Increment(ref calls) == 15)
                await stop.CancelAsync();
            await Upper(input, output, at, token);
        }, Options(scene, []), stop.Token));
        // Which of them had the one that fails depends on who came first.
        Assert.True(await SluiceWorker.RunAsync([Job], Upper, Options(scene, [])) is SluiceWorker.Done or SluiceWorker.Failures);
        (await scene.RunAsync("job", "status", Job)).Exits(1);
        Assert.Equal(59, scene.Keys().Count(static key => key.StartsWith("out/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_function_cannot_do_is_refused_by_name()
    {
        await using Scene scene = await CreateAsync(3, "--timeout", "5s");
        List<string> said = [];
        Assert.Equal(SluiceWorker.NeverAgain, await SluiceWorker.RunAsync([Job], Upper, Options(scene, said)));
        Assert.Contains("--timeout, which a function does not know", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal(SluiceWorker.NeverAgain, await SluiceWorker.RunAsync(["s3://scene/jobs/none"], Upper, Options(scene, said)));
        Assert.Contains("There is no job", said[^1], StringComparison.Ordinal);
        Assert.Equal(SluiceWorker.NeverAgain, await SluiceWorker.RunAsync([], Upper, Options(scene, said)));
    }

    static async Task<Scene> CreateAsync(int objects, params string[] flags)
    {
        Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < objects; i++)
            scene.Put($"in/{i:00}.txt", $"object {i}");
        (await scene.RunAsync(["job", "create", Job, "--chunk-items", "10", "--", "process", "--to", "s3://scene/out/{stem}.up", .. flags, "s3://scene/in/", "--", "dotnet", "run", "upper.cs"])).Exits(0);
        return scene;
    }

    static async Task Upper(Stream input, Stream output, Location at, CancellationToken token)
    {
        using StreamReader reader = new(input);
        string text = await reader.ReadToEndAsync(token);
        if (text == "object 7")
            throw new FormatException("seven");
        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToUpperInvariant()), token);
    }

    static SluiceWorkerOptions Options(Scene scene, List<string> said) => new()
    {
        Connection = new ClientDefaults { Client = new S3ClientOptions { Endpoint = scene.Server.Url, Credentials = CredentialSource.Static(scene.Server.AccessKey, scene.Server.SecretKey) } },
        Tell = line =>
        {
            lock (said)
                said.Add(line);
        },
    };
}
