using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using Sluice.Cli.Documents;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>
/// Which cluster, and as whom: files of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>, else the service account of the pod that this runs in (Kubernetes documentation: "Organizing Cluster Access
/// Using kubeconfig Files"). What is wrong is thrown as a <see cref="KubeConfigException"/> that says where.
/// </summary>
static class KubernetesContext
{
    // Who signs in in a browser takes a while.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Reads it; a program that gives credentials may run.</summary>
    public static KubernetesClientConfiguration Read(CancellationToken cancellationToken)
    {
        FileInfo[] files = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } named
            ? [.. named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(static path => new FileInfo(path))]
            : [new FileInfo(KubernetesClientConfiguration.KubeConfigDefaultLocation)];
        if (files.FirstOrDefault(static file => Directory.Exists(file.FullName)) is { } directory)
            throw new KubeConfigException($"{directory.FullName} is a directory.");
        // As kubectl does: of several files some may be missing.
        FileInfo[] there = [.. files.Where(static file => file.Exists)];
        if (there.Length == 0)
            return KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig() : throw new KubeConfigException($"there is no file {string.Join(", ", files.Select(static file => file.FullName))}.");
        Dictionary<string, string> tokenFiles = new(StringComparer.Ordinal);
        K8SConfiguration all = there.Select(file => At(file.FullName, () => Load(file, tokenFiles))).Aggregate(Merge);
        if (all.CurrentContext is not { Length: > 0 })
            throw new KubeConfigException($"{string.Join(", ", there.Select(static file => file.FullName))}: no context is chosen (current-context).");
        ContextDetails? chosen = all.Contexts.FirstOrDefault(context => context.Name == all.CurrentContext)?.ContextDetails;
        if (all.Clusters.FirstOrDefault(one => one.Name == chosen?.Cluster) is { } cluster)
            KubeConfigFields.Check(cluster);
        User? user = all.Users.FirstOrDefault(one => one.Name == chosen?.User);
        if (user is not null)
            KubeConfigFields.Check(user, tokenFiles.GetValueOrDefault(user.Name));
        // The library would run such a program too, but what reads its answer brings 17.5 MB of types with it.
        if (user?.UserCredentials is { ExternalExecution: { } program } credentials)
        {
            JsonObject status = Run(program, cancellationToken);
            if (status["token"] is null && status["clientCertificateData"] is null)
                throw new KubeConfigException($"{program.Command}, which is to give credentials, gave none.");
            (credentials.ExternalExecution, credentials.Token) = (null, status["token"]?.GetValue<string>());
            (credentials.ClientCertificateData, credentials.ClientKeyData) = (Encoded(status["clientCertificateData"]), Encoded(status["clientKeyData"]));
        }
        return At($"context {all.CurrentContext}", () => KubernetesClientConfiguration.BuildConfigFromConfigObject(all));
    }

    static T At<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
#pragma warning disable CA1031 // The library throws whatever comes.
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            throw new KubeConfigException($"{place}: {wrong.Message}", wrong);
        }
    }

    // Paths are below the file that names them.
    static K8SConfiguration Load(FileInfo file, Dictionary<string, string> tokenFiles)
    {
        string text = File.ReadAllText(file.FullName);
        // One without a line is none to the library.
        K8SConfiguration read = string.IsNullOrWhiteSpace(text) ? new K8SConfiguration() : KubernetesClientConfiguration.LoadKubeConfig(file) ?? new K8SConfiguration();
        (read.Contexts, read.Clusters, read.Users) = (read.Contexts ?? [], read.Clusters ?? [], read.Users ?? []);
        string Below(string path) => string.IsNullOrEmpty(path) ? path : Path.Combine(file.DirectoryName!, path);
        foreach (ClusterEndpoint cluster in read.Clusters.Select(static one => one.ClusterEndpoint).OfType<ClusterEndpoint>())
            cluster.CertificateAuthority = Below(cluster.CertificateAuthority);
        foreach (UserCredentials user in read.Users.Select(static one => one.UserCredentials).OfType<UserCredentials>())
        {
            (user.ClientCertificate, user.ClientKey) = (Below(user.ClientCertificate), Below(user.ClientKey));
            if (user.ExternalExecution is { Command: { } command } program && command.Contains('/', StringComparison.Ordinal))
                program.Command = Below(command);
        }
        // The library passes over these (Kubernetes, "kubeconfig (v1)").
        if (text.Contains("tokenFile", StringComparison.Ordinal) && YamlReader.Read(text)?["users"] is JsonArray users)
            foreach (JsonNode? user in users)
                if (user?["user"]?["tokenFile"] is { } path && user["name"] is { } name)
                    tokenFiles.TryAdd(name.ToString(), Below(path.ToString()));
        return read;
    }

    // What the first file says counts.
    static K8SConfiguration Merge(K8SConfiguration first, K8SConfiguration other)
    {
        first.CurrentContext = first.CurrentContext is { Length: > 0 } current ? current : other.CurrentContext;
        first.Contexts = [.. first.Contexts.Concat(other.Contexts).DistinctBy(static one => one.Name)];
        first.Clusters = [.. first.Clusters.Concat(other.Clusters).DistinctBy(static one => one.Name)];
        first.Users = [.. first.Users.Concat(other.Users).DistinctBy(static one => one.Name)];
        return first;
    }

    // Of files they are base64 of PEM, of programs PEM.
    static string? Encoded(JsonNode? pem) => pem is null ? null : Convert.ToBase64String(Encoding.ASCII.GetBytes(pem.GetValue<string>()));

    // Kubernetes documentation: "client-go credential plugins".
    static JsonObject Run(ExternalExecution program, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(program.Command, program.Arguments ?? []) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (Dictionary<string, string> variable in program.EnvironmentVariables ?? [])
            start.Environment[variable["name"]] = variable["value"];
        start.Environment["KUBERNETES_EXEC_INFO"] = new JsonObject
        {
            ["apiVersion"] = program.ApiVersion,
            ["kind"] = "ExecCredential",
            ["spec"] = new JsonObject { ["interactive"] = !Console.IsInputRedirected },
        }.ToJsonString();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Patience);
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration _ = stop.Token.Register(process.Kill);
            string answer = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
                throw new KubeConfigException($"{program.Command}, which is to give credentials, ended with exit code {process.ExitCode}.");
            return JsonNode.Parse(answer)?["status"] as JsonObject ?? throw new KubeConfigException($"{program.Command}, which is to give credentials, gave none.");
        }
        catch (Win32Exception)
        {
            throw new KubeConfigException($"{program.Command}, which is to give credentials, is not here.");
        }
        catch (JsonException)
        {
            throw new KubeConfigException($"{program.Command}, which is to give credentials, gave no ExecCredential.");
        }
    }
}
