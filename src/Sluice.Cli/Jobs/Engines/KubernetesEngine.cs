using System.Globalization;
using Sluice.Cli.Output;

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
        EngineProgram kubectl = new("kubectl", session, "Run it where kubectl is (Debian: apt-get install kubernetes-client), or write the manifest with --print and create it there.");
        if (kubectl.Run(["create", "--filename=-", "--output=name"], Print(fleet), said => said.Contains("AlreadyExists", StringComparison.Ordinal)
            ? $"An earlier run has that name: 'kubectl delete job {fleet.Name}' removes it, --engine-option name=NAME gives this one another."
            : said.Contains("current-context", StringComparison.Ordinal) || said.Contains("localhost:8080", StringComparison.Ordinal) || said.Contains("connection to the server", StringComparison.Ordinal)
                ? "No cluster answers: 'kubectl config get-contexts' lists those that are known, 'kubectl config use-context NAME' chooses one."
                : "'kubectl auth can-i create jobs' says whether you may.") is null)
            return ExitCode.Usage;
        string at = fleet.Options.Text("namespace") is { } space ? $" --namespace {space}" : "";
        EngineAnswer.Tell(session, "kubernetes", fleet.Name, fleet, $"kubectl get job {fleet.Name}{at}", $"kubectl delete job {fleet.Name}{at}");
        return ExitCode.Done;
    }

    // RFC 1123.
    static bool IsName(string text, bool dots) => text.Split(dots ? "." : "\0").All(static label => label.Length > 0 && label[0] != '-' && label[^1] != '-'
        && label.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'));
}
