using System.Globalization;
using System.Net;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>An Indexed Job of Kubernetes: one index for each worker.</summary>
sealed class KubernetesEngine : IWorkerEngine
{
    // Kubernetes, "Object Names and IDs".
    const int LongestLabel = 63;
    const int LongestSubdomain = 253;

    static readonly string[] Texts = ["name", "namespace", "secret", "service-account", "cpus"];
    static readonly string[] Numbers = ["parallelism", "retries", "grace"];

    /// <inheritdoc/>
    public bool Waits => false;

    /// <inheritdoc/>
    // Kubernetes, "Jobs": an Indexed Job may have 100,000 at once; far fewer fit a cluster.
    public int MostWorkers => 10_000;

    /// <inheritdoc/>
    public bool TellsIndex => true;

    /// <inheritdoc/>
    public IEnumerable<string> Problems(WorkerFleet fleet)
    {
        foreach (string elsewhere in fleet.ProblemsElsewhere("pods"))
            yield return elsewhere;
        if (fleet.Image is null)
            yield return "--on kubernetes needs --image: the image that begins with sluice.";
        foreach (string wrong in fleet.Options.Problems(Texts, Numbers))
            yield return wrong;
        // A pod is called after the job and its index, as a DNS label.
        int longest = LongestLabel - 1 - (fleet.Count - 1).ToString(CultureInfo.InvariantCulture).Length;
        foreach ((string key, int most) in ((string, int)[])[("name", longest), ("namespace", LongestLabel), ("secret", LongestSubdomain), ("service-account", LongestSubdomain)])
        {
            if (fleet.Options.Text(key) is { Length: > 0 } text && (text.Length > most || !IsName(text, dots: most == LongestSubdomain)))
                yield return $"--engine-option {key}: lower-case letters, digits and hyphens, {most} at most, as Kubernetes names things.";
        }
    }

    /// <inheritdoc/>
    public string Print(WorkerFleet fleet) => IndexedJobManifest.From(fleet);

    /// <inheritdoc/>
    public int Submit(WorkerFleet fleet, Session session)
    {
        string manifest = Print(fleet);
        try
        {
            using KubernetesCluster cluster = new(fleet.Options.Text("namespace"), session.Stop);
            (HttpStatusCode status, string? message) = cluster.Create(fleet.Name, manifest, session.Stop);
            if (status == 0)
                return Refuse(session, $"{cluster.Address} did not answer with the job: whether it was created is not known.", $"'kubectl get job {fleet.Name} --namespace {cluster.Namespace}' shows it if it was.");
            if ((int)status is < 200 or >= 300)
                return Refuse(session, $"The cluster refused, with status {(int)status}{(message is { Length: > 0 } ? $": {DisplayText.Of(message)}" : ".")}", HintOf(status, fleet, cluster));
            EngineAnswer.Tell(session, "kubernetes", fleet.Name, fleet, $"kubectl get job {fleet.Name} --namespace {cluster.Namespace}", $"kubectl delete job {fleet.Name} --namespace {cluster.Namespace}");
            return ExitCode.Done;
        }
        // Of a configuration that it does not take, the library throws whatever comes.
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            return Refuse(session, $"No cluster can be asked: {DisplayText.Of(Reason(refused))}", NoCluster);
        }
    }

    const string NoCluster = "It is the one of the current context of KUBECONFIG or ~/.kube/config: 'kubectl config get-contexts' lists those that are known, 'kubectl config use-context NAME' chooses one. Or write the manifest with --print, and create it where a cluster is known.";

    static string Reason(Exception refused) => refused.InnerException is { } inner && refused is HttpRequestException && !refused.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{refused.Message} {inner.Message}" : refused.Message;

    static string HintOf(HttpStatusCode status, WorkerFleet fleet, KubernetesCluster cluster) => status switch
    {
        HttpStatusCode.Conflict => $"An earlier run has that name: 'kubectl delete job {fleet.Name} --namespace {cluster.Namespace}' removes it, --engine-option name=NAME gives this one another.",
        HttpStatusCode.Unauthorized => "The credentials of the context are not taken, or have run out: sign in again.",
        HttpStatusCode.Forbidden => $"'kubectl auth can-i create jobs --namespace {cluster.Namespace}' says whether you may.",
        HttpStatusCode.NotFound => $"'kubectl get namespace' lists those that are there; --engine-option namespace=NAME chooses one.",
        >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest => "That is no API server, or a proxy before one: the address is that of the context's cluster.",
        _ => "--print shows what was submitted.",
    };

    static int Refuse(Session session, string sentence, string hint)
    {
        session.Errors.PrintSentence(sentence, hint);
        return ExitCode.Usage;
    }

    // RFC 1123.
    static bool IsName(string text, bool dots) => text.Split(dots ? "." : "\0").All(static label => label.Length > 0 && label[0] != '-' && label[^1] != '-'
        && label.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'));
}
