using System.Diagnostics;
using System.Text.RegularExpressions;
using Sluice.Tests.Rules;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Packaging;

/// <summary>The program of docs/processing.md, as it stands there, with the package of this build.</summary>
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

        await PackageTests.DotnetAsync(store.Scratch, ["pack", Repository.PathOf("src", "Sluice"), "--no-build", "-c", "Release", "-o", store.PathOf("feed"), "-p:PackageVersion=0.0.1"]);
        store.WriteFile("app/Directory.Build.props", System.Text.Encoding.UTF8.GetBytes($"""
            <Project>
              <PropertyGroup>
                <NuGetAudit>false</NuGetAudit>
                <RestoreSources>{store.PathOf("feed")}</RestoreSources>
                <RestorePackagesPath>{store.PathOf("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{PackageTests.PackagesOfTheBuild}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """));
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

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
