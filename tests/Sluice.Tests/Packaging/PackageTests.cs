using System.Diagnostics;
using System.IO.Compression;
using Sluice.Tests.Rules;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Packaging;

/// <summary>What `dotnet pack` makes can be installed and used by a program that knows nothing else of this repository.</summary>
[Collection(Alone)]
public sealed class PackageTests
{
    internal const string Alone = "alone";

    static readonly string[] Packages = ["Sluice", "Sluice.Endpoint"];

    [Fact]
    public async Task A_new_program_installs_the_package_and_moves_objects_with_it()
    {
        await using EngineBench store = await EngineBench.StartAsync();
        // No version that any other run has had: NuGet keeps what it has seen.
        string version = $"0.0.1-test{Environment.ProcessId}";
        string feed = store.PathOf("feed"), program = store.PathOf("program");
        foreach (string package in Packages[..Tier.Of(1, Packages.Length)])
        {
            await DotnetAsync(store.Scratch, ["pack", Repository.PathOf("src", package), "--no-build", "-c", "Release", "-o", feed, $"-p:PackageVersion={version}"]);
            AssertIsWhole(Path.Combine(feed, $"{package}.{version}.nupkg"), package);
        }

        store.WriteFile("program/Directory.Build.props", "<Project />"u8.ToArray());
        store.WriteFile("program/program.csproj", System.Text.Encoding.UTF8.GetBytes($"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <RestoreSources>{feed}</RestoreSources>
                <RestorePackagesPath>{store.PathOf("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{PackagesOfTheBuild}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Sluice" Version="{version}" />
              </ItemGroup>
            </Project>
            """));
        store.WriteFile("program/Program.cs", """
            using Sluice.Client;
            await using SluiceClient client = new();
            await client.PutObjectAsync(args[0], "hello.txt", "hello"u8.ToArray());
            using StreamReader reader = new(await client.GetObjectAsync(args[0], "hello.txt"));
            Console.WriteLine(await reader.ReadToEndAsync());
            """u8.ToArray());
        await DotnetAsync(program, ["build", "-c", "Release", "-o", store.PathOf("out")]);
        string said = await DotnetAsync(program, [store.PathOf("out/program.dll"), EngineBench.Bucket], new()
        {
            ["AWS_ENDPOINT_URL"] = store.Server.Url.ToString(),
            ["AWS_ACCESS_KEY_ID"] = store.Server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = store.Server.SecretKey,
            ["AWS_REGION"] = "us-east-1",
        });
        Assert.Equal("hello", said.Trim());
        Assert.True(store.Has("hello.txt"));
    }

    // The packages that the tests were built with are there: nothing is downloaded.
    internal static string PackagesOfTheBuild => Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    static void AssertIsWhole(string file, string name)
    {
        using ZipArchive package = ZipFile.OpenRead(file);
        foreach (string entry in (string[])["README.md", "icon.png", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"])
            Assert.NotNull(package.GetEntry(entry));
        using StreamReader reader = new(package.GetEntry($"{name}.nuspec")!.Open());
        string metadata = reader.ReadToEnd();
        foreach (string part in (string[])["<license type=\"expression\">Apache-2.0</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<repository type=\"git\"", "<description>", "<tags>"])
            Assert.Contains(part, metadata, StringComparison.Ordinal);
        using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(file, ".snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{name}.pdb"));
    }

    internal static async Task<string> DotnetAsync(string directory, string[] args, Dictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        // What the runner of the tests set for itself is not for a build of its own.
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string value) in environment ?? [])
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token), error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        string said = await output;
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', args)}\n{said}\n{await error}");
        return said;
    }
}
