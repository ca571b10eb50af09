using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Tests.Rules;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class EngineScenarios
{
    internal const string Job = "s3://scene/jobs/one";

    [Fact]
    public async Task What_would_be_submitted_is_printed_where_there_is_neither_engine_nor_job()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["PATH"] = await PathWithoutEnginesAsync(scene);
        string[][] commands = [["here"], ["slurm"], .. Complete];
        foreach (string[] words in commands)
        {
            CommandResult printed = (await scene.RunAsync(["job", "run", "s3://elsewhere/jobs/none", "--print", "--workers", "4", "--chunks", "3", "--profile", "bjs", "--on", .. words])).Exits(0);
            Assert.Contains("bjs", printed.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(scene.Server.SecretKey, printed.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(scene.Server.AccessKey, printed.Output, StringComparison.Ordinal);
        }
        Assert.Equal(0, scene.Server.Requests.Total);
        CommandResult refused = (await scene.RunAsync("job", "run", "s3://elsewhere/jobs/none", "--print", "--json")).Exits(2).Says("it has no --json");
        Assert.All(refused.Json, static line => Assert.Equal("error", line.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_named_with_the_cure()
    {
        await using Scene scene = await BeginAsync(1);
        scene.Environment["PATH"] = await PathWithoutEnginesAsync(scene);
        (await scene.RunAsync("job", "run", Job, "--on", "slurm")).Exits(2).Says("sbatch is not here", "--print");
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[0]])).Exits(2).Says("No cluster can be asked", "--print");
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[1]])).Exits(2).Says("aws is not here", "--print");
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[2]])).Exits(2).Says("aws is not here", "--print");
        (await scene.RunAsync("job", "run", "s3://scene/jobs/none", "--on", "slurm")).Exits(3).Says("There is no job");
    }

    [Theory]
    [InlineData("needs --image", "--on", "kubernetes")]
    [InlineData("needs --image", "--on", "batch", "--engine-option", "queue=q")]
    [InlineData("needs the job queue", "--on", "batch", "--image", "sluice")]
    [InlineData("AWS Batch makes 10 at most", "--on", "batch", "--image", "sluice", "--engine-option", "queue=q", "--engine-option", "attempts=11")]
    [InlineData("needs --engine-option ami=ID", "--on", "spot", "--engine-option", "instance-profile=p")]
    [InlineData("needs --engine-option instance-profile=NAME", "--on", "spot", "--engine-option", "ami=ami-1")]
    [InlineData("there is none of that name here", "--on", "kubernetes", "--image", "sluice", "--engine-option", "partition=main")]
    [InlineData("give KEY=VALUE", "--on", "slurm", "--engine-option", "Partition=main")]
    [InlineData("the script has its own", "--on", "slurm", "--engine-option", "array=0-3")]
    [InlineData("a value would stand in the script", "--on", "slurm", "--engine-option", "export=AWS_SECRET_ACCESS_KEY=secret")]
    [InlineData("one line without quotes", "--on", "slurm", "--engine-option", "comment=a\n#SBATCH --uid=0")]
    [InlineData("give a whole number from 1", "--on", "kubernetes", "--image", "sluice", "--engine-option", "retries=many")]
    [InlineData("58 at most", "--on", "kubernetes", "--image", "sluice", "--workers", "10000", "--engine-option", "name=a23456789-123456789-123456789-123456789-123456789-123456789")]
    [InlineData("as Kubernetes names things", "--on", "kubernetes", "--image", "sluice", "--engine-option", "secret=My_Secret")]
    [InlineData("whole number from 1 to 64", "--workers", "65")]
    [InlineData("give one of here, slurm, kubernetes, batch, spot", "--on", "sulrm")]
    public async Task What_an_engine_cannot_do_is_refused_before_anything_is_asked(string says, params string[] words)
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync(["job", "run", Job, .. words])).Exits(2).Says(says);
        Assert.Equal(0, scene.Server.Requests.Total);
    }

    [Fact]
    public async Task Engines_elsewhere_do_not_take_a_job_in_a_directory_and_Spot_none_that_needs_indexes()
    {
        await using Scene scene = await BeginAsync(1, "index");
        foreach (string[] words in Complete)
            (await scene.RunAsync(["job", "run", scene.Path("job"), "--on", .. words])).Exits(2).Says("is a directory of this machine");
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[2]])).Exits(2).Says("--claim lease");
        // Nodes of Slurm may share it; it is named in full.
        Assert.Contains($" work {scene.Path("job")} ", (await scene.RunAsync("job", "run", "job", "--on", "slurm", "--print")).Exits(0).Output, StringComparison.Ordinal);
    }
    [Fact]
    public async Task An_array_of_Batch_does_a_job_though_its_instances_are_taken_back()
    {
        await using Scene scene = await BeginAsync(60);
        string[] printed = ["job", "run", Job, "--print", "--workers", "3", "--allow-program", "sh", "--on", .. Complete[1]];
        JsonElement requests = JsonDocument.Parse((await scene.RunAsync(printed)).Exits(0).Output).RootElement;
        BatchSimulator batch = new(requests, (command, environment) => new CommandProcess(command, scene.Environment.Concat(environment).ToDictionary(), scene.Directory));
        Assert.True(await batch.RunAsync(async (index, attempt) =>
        {
            if (attempt > 1 || index == 2)
                await Task.Delay(Timeout.Infinite);
            await Scene.UntilAsync(() => File.Exists(scene.Path("begun")) && File.ReadAllLines(scene.Path("begun")).Contains(index.ToString(CultureInfo.InvariantCulture)));
            return index == 0;
        }), string.Join('\n', batch.Attempts));
        Assert.Equal(["0 1 75 RETRY", "0 2 0 SUCCEEDED", "1 1 137 RETRY", "1 2 0 SUCCEEDED", "2 1 0 SUCCEEDED"], batch.Attempts.Order());
        Assert.Contains("60 listed = 60 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 60).Select(static i => $"from/{i:000}"), (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_worker_of_Batch_that_may_not_do_the_job_is_not_tried_again()
    {
        await using Scene scene = await BeginAsync(1);
        JsonElement requests = JsonDocument.Parse((await scene.RunAsync(["job", "run", Job, "--print", "--on", .. Complete[1]])).Exits(0).Output).RootElement;
        Assert.False(requests.GetProperty("SubmitJob").TryGetProperty("arrayProperties", out _));
        BatchSimulator batch = new(requests, (command, environment) => new CommandProcess(command, scene.Environment.Concat(environment).ToDictionary(), scene.Directory));
        Assert.False(await batch.RunAsync(static (_, _) => Task.Delay(Timeout.Infinite).ContinueWith(static _ => true, TaskScheduler.Default)));
        Assert.Equal(["0 1 42 FAILED"], batch.Attempts);
    }

    [Fact]
    public async Task Aws_is_given_what_is_printed()
    {
        await using Scene scene = await BeginAsync(1);
        // AWS_ENDPOINT_URL is that of the store.
        Program(scene, "aws", "[ -z \"$AWS_ENDPOINT_URL\" ] || exit 9; printf '%s\\n' \"$@\" >> asked; [ \"$2\" != \"$(cat there 2>/dev/null)\" ] || { echo '(InvalidLaunchTemplateName.AlreadyExistsException)' >&2; exit 254; }; echo '{\"jobId\": \"id-7\", \"FleetId\": \"fleet-7\"}'");
        foreach ((string[] words, string id, string[] operations) in ((string[], string, string[])[])[(Complete[1], "id-7", ["batch register-job-definition", "batch submit-job"]), (Complete[2], "fleet-7", ["ec2 create-launch-template", "ec2 create-fleet"])])
        {
            File.Delete(scene.Path("asked"));
            Assert.StartsWith($"{id}: 2 workers", (await scene.RunAsync(["job", "run", Job, "--workers", "2", "--on", .. words])).Exits(0).Output, StringComparison.Ordinal);
            JsonElement printed = JsonDocument.Parse((await scene.RunAsync(["job", "run", Job, "--workers", "2", "--print", "--on", .. words])).Exits(0).Output).RootElement;
            string[] asked = File.ReadAllLines(scene.Path("asked"));
            Assert.Equal(operations, asked.Chunk(6).Select(static one => $"{one[0]} {one[1]}"));
            Assert.Equal(
                printed.EnumerateObject().Where(static one => one.Value.ValueKind == JsonValueKind.Object).Select(static one => JsonSerializer.Serialize(one.Value)),
                asked.Chunk(6).Select(static one => JsonSerializer.Serialize(JsonDocument.Parse(one[5]).RootElement)));
        }
        // A second fleet of the job.
        File.Delete(scene.Path("asked"));
        scene.Write("there", "create-launch-template");
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[2]])).Exits(0);
        Assert.Equal(["create-launch-template", "create-launch-template-version", "create-fleet"], File.ReadAllLines(scene.Path("asked")).Chunk(6).Select(static one => one[1]));
    }

    [Theory]
    [InlineData(1, "batch")]
    [InlineData(2, "ec2")]
    [Trait("Needs", "boto3")]
    public async Task Requests_are_what_the_models_of_AWS_ask_for(int engine, string service)
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] more = engine == 1
            ? ["--engine-option", "job-role=arn:aws:iam::123456789012:role/sluice", "--engine-option", "execution-role=arn:aws:iam::123456789012:role/pull", "--engine-option", "timeout=3600", "--memory", "512MiB"]
            : ["--engine-option", "subnets=subnet-1,subnet-2", "--engine-option", "security-groups=sg-1", "--engine-option", "key-pair=me", "--engine-option", "instance-types=c7g.large"];
        string printed = (await scene.RunAsync(["job", "run", "s3://jobs/nexrad", "--print", "--workers", "100", "--on", .. Complete[engine], .. more])).Exits(0).Output;
        using Process python = Process.Start(new ProcessStartInfo("python3", [Repository.PathOf("tests", "Sluice.Tests", "Clients", "aws_requests.py"), service]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await python.StandardInput.WriteAsync(printed);
        python.StandardInput.Close();
        Task<string> errors = python.StandardError.ReadToEndAsync();
        string output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);
        Assert.Equal("2", output.Trim());
        if (engine == 2)
        {
            JsonElement requests = JsonDocument.Parse(printed).RootElement;
            string script = requests.GetProperty("UserData").GetString()!;
            Assert.Equal(script, Encoding.UTF8.GetString(requests.GetProperty("CreateLaunchTemplate").GetProperty("LaunchTemplateData").GetProperty("UserData").GetBytesFromBase64()));
            Assert.StartsWith("#!/bin/bash\n", script, StringComparison.Ordinal);
            Assert.Contains($"\nexport AWS_REGION=us-east-1\nexport AWS_ENDPOINT_URL={scene.Server.Url}\nsluice work s3://jobs/nexrad --spot-notices always\n", script, StringComparison.Ordinal);
        }
    }

    // Each with what it needs.
    static string[][] Complete =>
    [
        ["kubernetes", "--image", "example/sluice:1"],
        ["batch", "--image", "example/sluice:1", "--engine-option", "queue=spot"],
        ["spot", "--engine-option", "ami=ami-0123456789abcdef0", "--engine-option", "instance-profile=sluice"],
    ];

    internal static async Task<Scene> BeginAsync(int items, string claim = "lease", bool held = false)
    {
        Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < items; i++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{i:000}"), $"content of {i}");
        (await scene.RunAsync("job", "create", Job, "--claim", claim, "--lease", "2s", "--chunk-items", "10", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"echo $AWS_BATCH_JOB_ARRAY_INDEX >> {scene.Path("begun")}; {(held ? $"until [ -e {scene.Path("go")} ]; do sleep 0.1; done" : "sleep 0.5")}; cat")).Exits(0);
        scene.Server.Requests.Reset();
        return scene;
    }

    // A program that answers in the place of an engine's.
    internal static void Program(Scene scene, string name, string script)
    {
        string path = scene.Write($"bin/{name}", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        scene.Environment["PATH"] = $"{scene.Path("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    // What runs the command and its programs, and nothing else.
    static async Task<string> PathWithoutEnginesAsync(Scene scene)
    {
        string directory = scene.Path("only");
        Directory.CreateDirectory(directory);
        using Process link = Process.Start("bash", ["-c", "for name in dotnet env bash sh cat sleep; do at=$(command -v $name) && ln -s \"$at\" \"$0/$name\"; done; true", directory]);
        await link.WaitForExitAsync();
        return directory;
    }
}
