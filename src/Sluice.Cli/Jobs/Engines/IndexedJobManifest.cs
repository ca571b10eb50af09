using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>
/// The manifest of an Indexed Job (Kubernetes documentation: "Jobs", "Handling retriable and non-retriable pod failures with Pod failure policy"). Text is in double quotes as JSON has
/// it, which YAML 1.2 reads as it is.
/// </summary>
static class IndexedJobManifest
{
    const int Retries = 6;
    const int GraceSeconds = 60;

    /// <summary>The manifest of these workers.</summary>
    public static string From(WorkerFleet fleet)
    {
        FleetOptions options = fleet.Options;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Workers of the job {fleet.Job}. Credentials come from {(options.Text("secret") is null ? "the service account; --engine-option secret=NAME takes them from a secret" : "the secret that envFrom names")}.
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {Quoted(fleet.Name)}

            """);
        if (options.Text("namespace") is { } space)
            text.Append(CultureInfo.InvariantCulture, $"  namespace: {Quoted(space)}\n");
        text.Append(CultureInfo.InvariantCulture, $"""
              labels:
                app.kubernetes.io/name: sluice
            spec:
              completionMode: Indexed
              completions: {fleet.Count}
              parallelism: {options.Number("parallelism", fleet.Count)}
              backoffLimitPerIndex: {options.Number("retries", Retries)}
              # The first rule that matches decides. What is ignored is started again and counts towards no limit.
              podFailurePolicy:
                rules:
                  # Asked to stop before all was done.
                  - action: Ignore
                    onExitCodes:
                      containerName: worker
                      operator: In
                      values: [{ExitCode.TryAgain}]
                  # Evicted, preempted, or its node is gone.
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
                        status: "True"
                  # Never again: the worker cannot or may not do the job.
                  - action: FailIndex
                    onExitCodes:
                      containerName: worker
                      operator: In
                      values: [{ExitCode.Usage}, {ExitCode.NeverAgain}]
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: sluice
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: {options.Number("grace", GraceSeconds)}

            """);
        if (options.Text("service-account") is { } account)
            text.Append(CultureInfo.InvariantCulture, $"      serviceAccountName: {Quoted(account)}\n");
        text.Append(CultureInfo.InvariantCulture, $"""
                  containers:
                    - name: worker
                      image: {Quoted(fleet.Image!)}

            """);
        if (fleet.Command is { } command)
            text.Append(CultureInfo.InvariantCulture, $"          command: [{Quoted(Literal(command))}]\n");
        text.Append(CultureInfo.InvariantCulture, $"""
                      args: [{string.Join(", ", fleet.Words.Select(static word => Quoted(Literal(word))))}]
                      env:
                        # JOB_COMPLETION_INDEX says which worker this is, and this of how many.
                        - name: {WorkerIndex.CountVariable}
                          value: "{fleet.Count}"

            """);
        foreach ((string name, string value) in fleet.Settings)
            text.Append(CultureInfo.InvariantCulture, $"            - name: {name}\n              value: {Quoted(Literal(value))}\n");
        if (options.Text("secret") is { } secret)
            text.Append(CultureInfo.InvariantCulture, $"          envFrom:\n            - secretRef:\n                name: {Quoted(secret)}\n");
        text.Append(CultureInfo.InvariantCulture, $"""
                      resources:
                        requests:
                          cpu: {Quoted(options.Text("cpus") ?? "1")}
                          memory: "{fleet.ContainerMebibytes}Mi"
                        limits:
                          memory: "{fleet.ContainerMebibytes}Mi"

            """);
        return text.ToString();
    }

    // $(NAME) stands for a variable in commands and arguments; $$ for a dollar (Kubernetes, "Define a Command and Arguments for a Container").
    static string Literal(string word) => word.Replace("$(", "$$(", StringComparison.Ordinal);

    static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
