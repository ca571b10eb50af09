using Sluice.Cli.Lines;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>A fleet of EC2 Spot instances: one worker on each, which ends its instance when nothing is left.</summary>
sealed class SpotEngine : IWorkerEngine
{
    static readonly string[] Texts = ["name", "ami", "instance-profile", "instance-types", "subnets", "security-groups", "key-pair"];

    // EC2, "Launch templates": 3 to 128 characters, of which these are some.
    const int LongestName = 128;

    // EC2, "Run commands when you launch an instance": 16 KB before base64.
    const int LongestUserData = 16 << 10;

    /// <inheritdoc/>
    public bool Waits => false;

    /// <inheritdoc/>
    // EC2 Fleet quotas: 10,000 instances a fleet.
    public int MostWorkers => 10_000;

    /// <inheritdoc/>
    public bool TellsIndex => false;

    /// <inheritdoc/>
    public IEnumerable<string> Problems(WorkerFleet fleet)
    {
        foreach (string elsewhere in fleet.ProblemsElsewhere("instances"))
            yield return elsewhere;
        if (fleet.Image is not null)
            yield return "--image: instances have none; --engine-option ami=ID says what they boot, --command what runs there.";
        foreach (string needed in (string[])["ami", "instance-profile"])
        {
            if (fleet.Options.Text(needed) is null)
                yield return $"--on spot needs --engine-option {needed}={(needed == "ami" ? "ID, an image that has sluice on it" : "NAME, whose role reads and writes the buckets")}.";
        }
        foreach (string wrong in fleet.Options.Problems(Texts, []))
            yield return wrong;
        if (fleet.Name.Length is < 3 or > LongestName)
            yield return "--engine-option name: 3 to 128 characters.";
        if (Encoding.UTF8.GetByteCount(UserData(fleet)) > LongestUserData)
            yield return "The workers' command line does not fit user data of 16 KiB.";
    }

    /// <inheritdoc/>
    public string Print(WorkerFleet fleet) => AwsJson.Text(writer =>
    {
        // In clear; the launch template has it as base64.
        writer.WriteString("UserData", UserData(fleet));
        writer.WritePropertyName("CreateLaunchTemplate");
        Template(writer, fleet);
        writer.WritePropertyName("CreateFleet");
        Fleet(writer, fleet);
    });

    /// <inheritdoc/>
    public int Submit(WorkerFleet fleet, Session session)
    {
        AwsCommand aws = new(session);
        // A later run of the job makes another version of its template, which the fleet takes: the newest.
        if (aws.Run(["ec2", "create-launch-template"], AwsJson.Object(writer => Template(writer, fleet)), ("AlreadyExists", ["ec2", "create-launch-template-version"])) is null
            || aws.Run(["ec2", "create-fleet"], AwsJson.Object(writer => Fleet(writer, fleet))) is not { } answer)
            return ExitCode.Usage;
        string id = answer.GetProperty("FleetId").GetString()!;
        EngineAnswer.Tell(session, "spot", id, fleet, $"aws ec2 describe-fleet-instances --fleet-id {id}", $"aws ec2 delete-fleets --fleet-ids {id} --terminate-instances");
        return ExitCode.Done;
    }

    // Runs once, as root, at the first boot (EC2, "User data and shell scripts").
    static string UserData(WorkerFleet fleet) =>
        $"""
        #!/bin/bash
        # A worker of the job {fleet.Job}. Credentials are those of the instance profile.
        export HOME=/root
        {string.Concat(fleet.Settings.Select(static one => $"export {one.Key}={ShellLine.Join([one.Value])}\n"))}{ShellLine.Join([fleet.Command ?? "sluice", .. fleet.Words, "--spot-notices", "always"])}
        # Nothing is left, or this instance is taken back: the launch template has it terminated.
        shutdown -h now

        """;

    static void Template(Utf8JsonWriter writer, WorkerFleet fleet)
    {
        FleetOptions options = fleet.Options;
        writer.WriteStartObject();
        writer.WriteString("LaunchTemplateName", fleet.Name);
        writer.WriteStartObject("LaunchTemplateData");
        writer.WriteString("ImageId", options.Text("ami"));
        writer.WriteStartObject("IamInstanceProfile");
        writer.WriteString("Name", options.Text("instance-profile"));
        writer.WriteEndObject();
        if (options.Text("key-pair") is { } pair)
            writer.WriteString("KeyName", pair);
        if (options.Texts("security-groups") is { Count: > 0 } groups)
            AwsJson.WriteTexts(writer, "SecurityGroupIds", groups);
        writer.WriteString("InstanceInitiatedShutdownBehavior", "terminate");
        writer.WriteStartObject("MetadataOptions");
        writer.WriteString("HttpTokens", "required");
        writer.WriteEndObject();
        writer.WriteString("UserData", Convert.ToBase64String(Encoding.UTF8.GetBytes(UserData(fleet))));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void Fleet(Utf8JsonWriter writer, WorkerFleet fleet)
    {
        FleetOptions options = fleet.Options;
        IReadOnlyList<string> types = options.Texts("instance-types") is { Count: > 0 } given ? given : ["c7i.large", "c7a.large", "m7i.large", "m7a.large", "c6i.large", "m6i.large"];
        IReadOnlyList<string?> subnets = options.Texts("subnets");
        if (subnets.Count == 0)
            subnets = [null];
        writer.WriteStartObject();
        // One request: an instance that has ended because nothing is left must not be replaced.
        writer.WriteString("Type", "request");
        writer.WriteStartArray("LaunchTemplateConfigs");
        writer.WriteStartObject();
        writer.WriteStartObject("LaunchTemplateSpecification");
        writer.WriteString("LaunchTemplateName", fleet.Name);
        writer.WriteString("Version", "$Latest");
        writer.WriteEndObject();
        writer.WriteStartArray("Overrides");
        foreach (string type in types)
        {
            foreach (string? subnet in subnets)
            {
                writer.WriteStartObject();
                writer.WriteString("InstanceType", type);
                if (subnet is not null)
                    writer.WriteString("SubnetId", subnet);
                writer.WriteEndObject();
            }
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("TargetCapacitySpecification");
        writer.WriteNumber("TotalTargetCapacity", fleet.Count);
        writer.WriteString("DefaultTargetCapacityType", "spot");
        writer.WriteEndObject();
        writer.WriteStartObject("SpotOptions");
        writer.WriteString("AllocationStrategy", "price-capacity-optimized");
        writer.WriteString("InstanceInterruptionBehavior", "terminate");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
