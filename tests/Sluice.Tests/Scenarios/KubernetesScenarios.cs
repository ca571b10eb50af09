using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Sluice.Tests.Rules;
using Sluice.Tests.S3.Wire;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Workers of a job as an Indexed Job of a cluster.</summary>
public sealed class KubernetesScenarios
{
    static readonly string[] Cluster = ["kubernetes", "--image", "example/sluice:1"];

    [Fact]
    public async Task The_manifest_is_an_Indexed_Job_by_Kubernetes_own_types()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] more = ["--engine-option", "namespace=movers", "--engine-option", "secret=sluice-keys", "--engine-option", "service-account=sluice", "--engine-option", "cpus=500m", "--engine-option", "grace=90", "--memory", "1GiB", "--endpoint-url", "http://store:9000/$(X)\"'ü"];
        string text = (await scene.RunAsync(["job", "run", "s3://jobs/Nex_rad/", "--print", "--workers", "8", "--on", .. Cluster, .. more])).Exits(0).Output;
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
        string text = (await scene.RunAsync(["job", "run", "s3://jobs/nexrad", "--print", "--workers", "8", "--command", "/opt/sluice", "--engine-option", "secret=keys", "--on", .. Cluster])).Exits(0).Output;
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
        await using Scene scene = await EngineScenarios.BeginAsync(1);
        using X509Certificate2 certificate = TlsBench.Make("127.0.0.1");
        await using KubernetesApi cluster = await KubernetesApi.StartAsync(certificate);
        scene.Write("kubeconfig", cluster.Configuration("movers"));
        scene.Write("give-token", KubernetesApi.TokenProgram);
        scene.Environment["KUBECONFIG"] = scene.Path("kubeconfig");
        string[] words = ["job", "run", EngineScenarios.Job, "--workers", "3", "--on", .. Cluster];
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

    [Theory]
    [InlineData("cluster one: certificate-authority cannot be read", "none.pem", "certificate-authority-data: ", "certificate-authority: none.pem\n      was: ")]
    [InlineData("cluster one: certificate-authority-data is not base64", "", "certificate-authority-data: ", "certificate-authority-data: '?'\n      was: ")]
    [InlineData("cluster one: certificate-authority-data has no PEM", "", "certificate-authority-data: ", "certificate-authority-data: YQ==\n      was: ")]
    [InlineData("user me has a client-certificate without a client-key", "", "    user:\n", "    user:\n      client-certificate-data: LS0tLS1CRUdJTiA=\n")]
    [InlineData("user me: tokenFile cannot be read", "token", "    user:\n", "    user:\n      tokenFile: token\n")]
    public async Task A_configuration_that_cannot_be_read_is_told_by_its_field(string says, string path, string before, string after)
    {
        await using Scene scene = await EngineScenarios.BeginAsync(1);
        using X509Certificate2 certificate = TlsBench.Make("127.0.0.1");
        await using KubernetesApi cluster = await KubernetesApi.StartAsync(certificate);
        scene.Write("kubeconfig", cluster.Configuration("movers").Replace(before, after, StringComparison.Ordinal));
        scene.Environment["KUBECONFIG"] = scene.Path("kubeconfig");
        (await scene.RunAsync(["job", "run", EngineScenarios.Job, "--on", .. Cluster])).Exits(2).Says(says, path);
        scene.Environment["KUBECONFIG"] = scene.Path("");
        (await scene.RunAsync(["job", "run", EngineScenarios.Job, "--on", .. Cluster])).Exits(2).Says("is a directory");
        Assert.Empty(cluster.Requests);
    }

    [Fact]
    public async Task A_token_in_a_file_is_taken()
    {
        await using Scene scene = await EngineScenarios.BeginAsync(1);
        using X509Certificate2 certificate = TlsBench.Make("127.0.0.1");
        await using KubernetesApi cluster = await KubernetesApi.StartAsync(certificate);
        string configuration = cluster.Configuration("movers");
        scene.Write("kubeconfig", configuration[..configuration.IndexOf("      exec:", StringComparison.Ordinal)] + "      tokenFile: the-token\n");
        scene.Write("the-token", KubernetesApi.Token + "\n");
        scene.Environment["KUBECONFIG"] = scene.Path("kubeconfig");
        (await scene.RunAsync(["job", "run", EngineScenarios.Job, "--on", .. Cluster])).Exits(0);
        Assert.Single(cluster.Requests);
    }

    [Fact]
    public async Task A_cluster_whose_certificate_is_another_ones_is_told_nothing()
    {
        await using Scene scene = await EngineScenarios.BeginAsync(1);
        using X509Certificate2 certificate = TlsBench.Make("127.0.0.1"), another = TlsBench.Make("127.0.0.1");
        await using KubernetesApi cluster = await KubernetesApi.StartAsync(certificate);
        scene.Write("kubeconfig", cluster.Configuration("movers").Replace(Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())), Convert.ToBase64String(Encoding.ASCII.GetBytes(another.ExportCertificatePem())), StringComparison.Ordinal));
        scene.Write("give-token", KubernetesApi.TokenProgram);
        scene.Environment["KUBECONFIG"] = scene.Path("kubeconfig");
        (await scene.RunAsync(["job", "run", EngineScenarios.Job, "--on", .. Cluster])).Exits(2).Says("No cluster can be asked");
        Assert.Empty(cluster.Requests);

        using X509Certificate2 named = TlsBench.Make("cluster.example");
        await using KubernetesApi elsewhere = await KubernetesApi.StartAsync(named);
        scene.Write("kubeconfig", elsewhere.Configuration("movers"));
        (await scene.RunAsync(["job", "run", EngineScenarios.Job, "--on", .. Cluster])).Exits(2).Says("No cluster can be asked");
        Assert.Empty(elsewhere.Requests);
        scene.Write("kubeconfig", elsewhere.Configuration("movers").Replace("      certificate-authority-data", "      tls-server-name: cluster.example\n      certificate-authority-data", StringComparison.Ordinal));
        (await scene.RunAsync(["job", "run", EngineScenarios.Job, "--on", .. Cluster])).Exits(0);
    }
}
