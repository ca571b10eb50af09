using System.Diagnostics;
using System.Text.RegularExpressions;
using Sluice.Tests.Rules;
using Sluice.Tests.Scenarios;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Packaging;

/// <summary>The programs of docs/processing.md and docs/jobs.md, as they stand there, with the package of this build.</summary>
[Collection(PackageTests.Alone)]
public sealed partial class SingleFileTests
{
    const int Objects = 3000;

    [Fact]
    public async Task The_single_file_of_the_documentation_runs_and_counts_each_object_once_however_often_it_is_killed()
    {
        string page = (await File.ReadAllTextAsync(Repository.PathOf("docs", "processing.md"))).ReplaceLineEndings("\n");
        string source = Assert.Single(Code().Matches(page)).Groups[1].Value;
        await using EngineBench store = await EngineBench.StartAsync();
        long lines = 0, bytes = 0;
        for (int i = 0; i < Objects; i++)
        {
            store.Put($"p/{i:0000}", System.Text.Encoding.UTF8.GetBytes(new string('\n', i % 7) + "x"));
            (lines, bytes) = (lines + i % 7, bytes + i % 7 + 1);
        }
        string told = $"{Objects} objects, {lines} lines, {bytes} bytes";

        await PrepareAsync(store.Scratch);
        store.WriteFile("app/count.cs", System.Text.Encoding.UTF8.GetBytes(source));
        Dictionary<string, string> environment = new()
        {
            ["AWS_ENDPOINT_URL"] = store.Server.Url.ToString(),
            ["AWS_ACCESS_KEY_ID"] = store.Server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = store.Server.SecretKey,
            ["AWS_REGION"] = "us-east-1",
        };
        string prefix = $"s3://{EngineBench.Bucket}/p/";
        Assert.Equal(told, (await PackageTests.DotnetAsync(store.PathOf("app"), ["run", "count.cs", "--", prefix, store.PathOf("whole.state")], environment)).Trim());

        await PackageTests.DotnetAsync(store.PathOf("app"), ["build", "count.cs", "-o", store.PathOf("out")]);
        string state = store.PathOf("killed.state");
        int kills = 0;
        for (bool ended = false; !ended;)
        {
            long before = Length(state);
            ProcessStartInfo start = new("dotnet", [store.PathOf("out/count.dll"), prefix, state]) { RedirectStandardOutput = true };
            foreach ((string name, string value) in environment)
                start.Environment[name] = value;
            using Process process = Process.Start(start)!;
            // As soon as it has written something: at another moment each time.
            while (kills < 5 && !process.HasExited && Length(state) <= before)
                await Task.Delay(1);
            if (kills < 5 && !process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
                kills++;
                continue;
            }
            string said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal((0, told), (process.ExitCode, said.Trim()));
            ended = true;
        }
        Assert.InRange(kills, 1, 5);
        // Each object stands in the state once.
        Assert.Equal(Objects, File.ReadLines(state).Skip(1).Sum(static line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("objects").GetBytesFromBase64().Length / 32));
    }

    [Fact]
    public async Task The_single_file_worker_of_the_documentation_does_a_job_as_it_stands_there()
    {
        string page = (await File.ReadAllTextAsync(Repository.PathOf("docs", "jobs.md"))).ReplaceLineEndings("\n");
        string source = Assert.Single(Code().Matches(page)).Groups[1].Value;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 20; i++)
            scene.Put($"raw/d/{i:00}.log", $"line of {i}\n");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/upper", "--chunk-items", "7", "--", "process", "--to", "s3://scene/out/{dir}/{stem}.txt", "s3://scene/raw/", "--", "dotnet", "run", "upper.cs")).Exits(0);
        await PrepareAsync(scene.Directory);
        scene.Write("app/upper.cs", source);
        await PackageTests.DotnetAsync(scene.Path("app"), ["run", "upper.cs", "--", "s3://scene/jobs/upper"], scene.Environment.Where(static pair => pair.Value is not null).ToDictionary(static pair => pair.Key, static pair => pair.Value!));
        (await scene.RunAsync("job", "status", "s3://scene/jobs/upper")).Exits(0);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"out/d/{i:00}.txt"), scene.Keys().Where(static key => key.StartsWith("out/", StringComparison.Ordinal)));
        Assert.Equal("LINE OF 12\n", System.Text.Encoding.UTF8.GetString(scene.Get("out/d/12.txt")));
    }

    // The package of this build, and a directory in which single files find it.
    static async Task PrepareAsync(string scratch)
    {
        string feed = Path.Combine(scratch, "feed"), app = Path.Combine(scratch, "app");
        await PackageTests.DotnetAsync(scratch, ["pack", Repository.PathOf("src", "Sluice"), "--no-build", "-c", "Release", "-o", feed, "-p:PackageVersion=0.0.1"]);
        Directory.CreateDirectory(app);
        await File.WriteAllTextAsync(Path.Combine(app, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <NuGetAudit>false</NuGetAudit>
                <RestoreSources>{feed}</RestoreSources>
                <RestorePackagesPath>{Path.Combine(scratch, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{PackageTests.PackagesOfTheBuild}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
    }

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
