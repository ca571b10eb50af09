using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>An array job of AWS Batch: one child for each worker.</summary>
sealed partial class BatchEngine : IWorkerEngine
{
    static readonly string[] Texts = ["name", "queue", "job-role", "execution-role", "cpus"];
    static readonly string[] Numbers = ["attempts", "timeout"];

    // AWS Batch, "Automated job retries": attempts may be 1 to 10. Every reclaimed Spot instance takes one.
    const int MostAttempts = 10;

    /// <inheritdoc/>
    public bool Waits => false;

    /// <inheritdoc/>
    // AWS Batch, "Array jobs": 2 to 10,000.
    public int MostWorkers => 10_000;

    /// <inheritdoc/>
    public bool TellsIndex => true;

    /// <inheritdoc/>
    public IEnumerable<string> Problems(WorkerFleet fleet)
    {
        foreach (string elsewhere in fleet.ProblemsElsewhere("containers of AWS Batch"))
            yield return elsewhere;
        if (fleet.Image is null)
            yield return "--on batch needs --image: the image that begins with sluice.";
        if (fleet.Command is not null)
            yield return "--command: AWS Batch has the image begin what it begins, which has to be sluice.";
        if (fleet.Words.Any(static word => word.StartsWith("Ref::", StringComparison.Ordinal)))
            yield return "A word that begins with Ref:: is a parameter to AWS Batch.";
        if (fleet.Options.Text("queue") is null)
            yield return "--on batch needs the job queue: --engine-option queue=NAME.";
        foreach (string wrong in fleet.Options.Problems(Texts, Numbers))
            yield return wrong;
        if (int.TryParse(fleet.Options.Text("attempts"), NumberStyles.None, CultureInfo.InvariantCulture, out int attempts) && attempts > MostAttempts)
            yield return $"--engine-option attempts={attempts}: AWS Batch makes {MostAttempts} at most.";
        if (!JobName().IsMatch(fleet.Name))
            yield return "--engine-option name: letters, digits, hyphens and underscores, at most 128.";
    }

    /// <inheritdoc/>
    public string Print(WorkerFleet fleet) => AwsJson.Text(writer =>
    {
        writer.WritePropertyName("RegisterJobDefinition");
        Definition(writer, fleet);
        writer.WritePropertyName("SubmitJob");
        Submission(writer, fleet);
    });

    /// <inheritdoc/>
    public int Submit(WorkerFleet fleet, Session session)
    {
        AwsCommand aws = new(session);
        if (aws.Run(["batch", "register-job-definition"], AwsJson.Object(writer => Definition(writer, fleet))) is null
            || aws.Run(["batch", "submit-job"], AwsJson.Object(writer => Submission(writer, fleet))) is not { } answer)
            return ExitCode.Usage;
        string id = answer.GetProperty("jobId").GetString()!;
        EngineAnswer.Tell(session, "batch", id, fleet, $"aws batch describe-jobs --jobs {id}", $"aws batch terminate-job --job-id {id} --reason stop");
        return ExitCode.Done;
    }

    static void Definition(Utf8JsonWriter writer, WorkerFleet fleet)
    {
        FleetOptions options = fleet.Options;
        writer.WriteStartObject();
        writer.WriteString("jobDefinitionName", fleet.Name);
        writer.WriteString("type", "container");
        writer.WriteStartObject("containerProperties");
        writer.WriteString("image", fleet.Image);
        AwsJson.WriteTexts(writer, "command", fleet.Words);
        if (options.Text("job-role") is { } role)
            writer.WriteString("jobRoleArn", role);
        if (options.Text("execution-role") is { } execution)
            writer.WriteString("executionRoleArn", execution);
        if (fleet.Settings.Count > 0)
        {
            writer.WriteStartArray("environment");
            foreach ((string name, string value) in fleet.Settings)
            {
                writer.WriteStartObject();
                writer.WriteString("name", name);
                writer.WriteString("value", value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteStartArray("resourceRequirements");
        Resource(writer, "VCPU", options.Text("cpus") ?? "1");
        Resource(writer, "MEMORY", fleet.ContainerMebibytes.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("retryStrategy");
        writer.WriteNumber("attempts", options.Number("attempts", MostAttempts));
        // The first that matches decides; nothing that matches would mean another attempt.
        writer.WriteStartArray("evaluateOnExit");
        Rule(writer, "onExitCode", ExitCode.TryAgain.ToString(CultureInfo.InvariantCulture), "RETRY");
        Rule(writer, "onStatusReason", "Host EC2*", "RETRY");
        Rule(writer, "onReason", "*", "EXIT");
        writer.WriteEndArray();
        writer.WriteEndObject();
        if (options.Text("timeout") is not null)
        {
            writer.WriteStartObject("timeout");
            writer.WriteNumber("attemptDurationSeconds", options.Number("timeout", 0));
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    static void Submission(Utf8JsonWriter writer, WorkerFleet fleet)
    {
        writer.WriteStartObject();
        writer.WriteString("jobName", fleet.Name);
        writer.WriteString("jobQueue", fleet.Options.Text("queue"));
        // The newest revision of the definition.
        writer.WriteString("jobDefinition", fleet.Name);
        if (fleet.Count > 1)
        {
            writer.WriteStartObject("arrayProperties");
            writer.WriteNumber("size", fleet.Count);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    static void Resource(Utf8JsonWriter writer, string type, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("value", value);
        writer.WriteEndObject();
    }

    static void Rule(Utf8JsonWriter writer, string condition, string pattern, string action)
    {
        writer.WriteStartObject();
        writer.WriteString(condition, pattern);
        writer.WriteString("action", action);
        writer.WriteEndObject();
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex JobName();
}
