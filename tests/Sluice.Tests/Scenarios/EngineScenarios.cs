using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Sluice.Tests.Rules;
using Sluice.Tests.S3.Wire;
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
    public async Task The_manifest_is_an_Indexed_Job_by_Kubernetes_own_types()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] more = ["--engine-option", "namespace=movers", "--engine-option", "secret=sluice-keys", "--engine-option", "service-account=sluice", "--engine-option", "cpus=500m", "--engine-option", "grace=90", "--memory", "1GiB", "--endpoint-url", "http://store:9000/$(X)\"'ü"];
        string text = (await scene.RunAsync(["job", "run", "s3://jobs/Nex_rad/", "--print", "--workers", "8", "--on", .. Complete[0], .. more])).Exits(0).Output;
        V1Job job = KubernetesYaml.Deserialize<V1Job>(text, strict: true);
        Assert.Equal(("batch/v1", "Job", "sluice-nex-rad", "movers"), (job.ApiVersion, job.Kind, job.Metadata.Name, job.Metadata.NamespaceProperty));
        Assert.Equal(("Indexed", 8, 8, 6, (int?)null), (job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism, job.Spec.BackoffLimitPerIndex, job.Spec.BackoffLimit));
        Assert.Equal(
            ["Ignore In 75", "Ignore DisruptionTarget True", "FailIndex In 2,42"],
            job.Spec.PodFailurePolicy.Rules.Select(static rule => rule.OnExitCodes is { } codes
                ? $"{rule.Action} {codes.OperatorProperty} {string.Join(',', codes.Values)}"
                : $"{rule.Action} {rule.OnPodConditions.Single().Type} {rule.OnPodConditions.Single().Status}"));
        V1PodSpec pod = job.Spec.Template.Spec;
        Assert.Equal(("Never", 90, "sluice"), (pod.RestartPolicy, (int)pod.TerminationGracePeriodSeconds!, pod.ServiceAccountName));
        V1Container container = pod.Containers.Single();
        Assert.All(job.Spec.PodFailurePolicy.Rules.Select(static rule => rule.OnExitCodes).OfType<V1PodFailurePolicyOnExitCodesRequirement>(), codes => Assert.Equal(container.Name, codes.ContainerName));
        Assert.Equal("example/sluice:1", container.Image);
        Assert.Null(container.Command);
        // $$( is how Kubernetes writes $( that it is not to replace.
        Assert.Equal(["work", "s3://jobs/Nex_rad/", "--memory", "1GiB", "--endpoint-url", "http://store:9000/$$(X)\"'ü"], container.Args);
        // Where stores are, and no key: pods have an environment of their own.
        Assert.Equal(["SLUICE_WORKERS=8", "AWS_REGION=us-east-1", $"AWS_ENDPOINT_URL={scene.Server.Url}"], container.Env.Select(static one => $"{one.Name}={one.Value}"));
        Assert.Equal("sluice-keys", container.EnvFrom.Single().SecretRef.Name);
        Assert.Equal(("1280Mi", "1280Mi", "500m"), (container.Resources.Limits["memory"].ToString(), container.Resources.Requests["memory"].ToString(), container.Resources.Requests["cpu"].ToString()));
    }

    [Fact]
    [Trait("Needs", "node")]
    public async Task The_manifest_has_what_the_schemas_of_Kubernetes_ask_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        string text = (await scene.RunAsync(["job", "run", "s3://jobs/nexrad", "--print", "--workers", "8", "--command", "/opt/sluice", "--engine-option", "secret=keys", "--on", .. Complete[0]])).Exits(0).Output;
        string good = KubernetesJson.Serialize(KubernetesYaml.Deserialize<V1Job>(text, strict: true));
        Assert.Equal((0, "sluice-nexrad"), await CheckAsync(good));
        // It finds what is wrong.
        Assert.Equal(1, (await CheckAsync(good.Replace("\"Ignore\"", "\"Ignored\"", StringComparison.Ordinal))).Status);
        async Task<(int Status, string Output)> CheckAsync(string manifest)
        {
            using Process node = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests", "Sluice.Tests", "Clients", "kubernetes_manifest.mjs"), Repository.PathOf("artifacts", "node")]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = node.StandardError.ReadToEndAsync();
            await node.StandardInput.WriteAsync(manifest);
            node.StandardInput.Close();
            string output = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            return (node.ExitCode, output.Trim() + (await errors).Split("ValidationError").Last());
        }
    }

    [Fact]
    public async Task The_cluster_of_the_current_context_is_given_the_manifest_and_what_it_refuses_is_told_with_the_cure()
    {
        await using Scene scene = await BeginAsync(1);
        using X509Certificate2 certificate = TlsBench.Make("127.0.0.1");
        await using KubernetesApi cluster = await KubernetesApi.StartAsync(certificate);
        scene.Write("kubeconfig", cluster.Configuration("movers"));
        scene.Write("give-token", KubernetesApi.TokenProgram);
        scene.Environment["KUBECONFIG"] = scene.Path("kubeconfig");
        string[] words = ["job", "run", Job, "--workers", "3", "--on", .. Complete[0]];
        CommandResult submitted = (await scene.RunAsync(words)).Exits(0);
        Assert.Contains("sluice-one: 3 workers", submitted.Output, StringComparison.Ordinal);
        Assert.Contains("kubectl delete job sluice-one --namespace movers", submitted.Output, StringComparison.Ordinal);
        (string target, string body) = Assert.Single(cluster.Requests);
        Assert.Equal("POST /apis/batch/v1/namespaces/movers/jobs?fieldManager=sluice&fieldValidation=Strict", target);
        // The library's own types read the same of what is printed and of what was sent.
        string printed = (await scene.RunAsync([.. words, "--print"])).Output;
        Assert.Equal(KubernetesJson.Serialize(KubernetesYaml.Deserialize<V1Job>(printed, strict: true)), KubernetesJson.Serialize(KubernetesJson.Deserialize<V1Job>(body)));
        JsonElement record = (await scene.RunAsync([.. words, "--json", "--engine-option", "namespace=others"])).Exits(0).Json.Single();
        Assert.Equal(("fleet", "kubernetes", "sluice-one", 3), (record.GetProperty("type").GetString(), record.GetProperty("engine").GetString(), record.GetProperty("id").GetString(), record.GetProperty("workers").GetInt32()));
        Assert.Contains("/namespaces/others/", cluster.Requests.Last().Target, StringComparison.Ordinal);

        // As a cluster says it.
        cluster.Answer = (409, """{"kind":"Status","status":"Failure","message":"jobs.batch \"sluice-one\" already exists","reason":"AlreadyExists","code":409}""");
        (await scene.RunAsync(words)).Exits(2).Says("already exists", "--engine-option name=NAME");
        cluster.Answer = (403, """{"kind":"Status","status":"Failure","message":"jobs.batch is forbidden: User \u001b[1mme","reason":"Forbidden","code":403}""");
        (await scene.RunAsync(words)).Exits(2).Says("is forbidden", "kubectl auth can-i create jobs").SaysNot("\u001b[1m");
        cluster.Answer = (302, "");
        (await scene.RunAsync(words)).Exits(2).Says("with status 302");
        cluster.Answer = (200, "<html>who are you?</html>");
        (await scene.RunAsync(words)).Exits(2).Says("whether it was created is not known");
        scene.Write("give-token", "exit 1\n");
        (await scene.RunAsync(words)).Exits(2).Says("No cluster can be asked", "kubectl config use-context");
        scene.Write("kubeconfig", "apiVersion: v1\nkind: Config\n");
        (await scene.RunAsync(words)).Exits(2).Says("No cluster can be asked", "kubectl config use-context");
        File.Delete(scene.Path("kubeconfig"));
        (await scene.RunAsync(words)).Exits(2).Says("No cluster can be asked", "kubectl config use-context");
    }

    [Fact]
    public async Task A_cluster_whose_certificate_is_another_ones_is_told_nothing()
    {
        await using Scene scene = await BeginAsync(1);
        using X509Certificate2 certificate = TlsBench.Make("127.0.0.1"), another = TlsBench.Make("127.0.0.1");
        await using KubernetesApi cluster = await KubernetesApi.StartAsync(certificate);
        scene.Write("kubeconfig", cluster.Configuration("movers").Replace(Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())), Convert.ToBase64String(Encoding.ASCII.GetBytes(another.ExportCertificatePem())), StringComparison.Ordinal));
        scene.Write("give-token", KubernetesApi.TokenProgram);
        scene.Environment["KUBECONFIG"] = scene.Path("kubeconfig");
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[0]])).Exits(2).Says("No cluster can be asked");
        Assert.Empty(cluster.Requests);

        using X509Certificate2 named = TlsBench.Make("cluster.example");
        await using KubernetesApi elsewhere = await KubernetesApi.StartAsync(named);
        scene.Write("kubeconfig", elsewhere.Configuration("movers"));
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[0]])).Exits(2).Says("No cluster can be asked");
        Assert.Empty(elsewhere.Requests);
        scene.Write("kubeconfig", elsewhere.Configuration("movers").Replace("      certificate-authority-data", "      tls-server-name: cluster.example\n      certificate-authority-data", StringComparison.Ordinal));
        (await scene.RunAsync(["job", "run", Job, "--on", .. Complete[0]])).Exits(0);
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
