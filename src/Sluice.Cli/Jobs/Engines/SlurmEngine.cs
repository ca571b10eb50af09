using Sluice.Cli.Lines;
using System.Globalization;
using System.Text;
using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>A Slurm job array: one task for each worker.</summary>
sealed class SlurmEngine : IWorkerEngine
{
    // Whoever gives one of these would take from the script what it rests on.
    static readonly string[] Reserved = ["array", "requeue", "no-requeue", "wrap", "parsable"];

    // What sbatch says when it finds no controller, or not where one is.
    static readonly string[] NoController = ["Unable to contact", "configuration file", "configuration source", "slurm.conf"];

    // Variables that say where things are, none of which is a secret. Keys and tokens are not among them: each worker finds its own.
    static readonly string[] Exported =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "DOTNET_ROOT",
        "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SQS", "AWS_CA_BUNDLE", "AWS_EC2_METADATA_DISABLED",
        "SLUICE_STATE_DIR", "SLUICE_TLS",
    ];

    /// <inheritdoc/>
    public bool Waits => false;

    /// <inheritdoc/>
    // slurm.conf(5): MaxArraySize may be up to 4,000,001, by default 1,001; sbatch itself says when it is less.
    public int MostWorkers => 100_000;

    /// <inheritdoc/>
    public bool TellsIndex => true;

    /// <inheritdoc/>
    public IEnumerable<string> Problems(WorkerFleet fleet)
    {
        if (fleet.Image is not null)
            yield return "--image: tasks of Slurm have none; --command says what runs them.";
        foreach ((string key, string? value) in fleet.Options.Given)
        {
            if (Reserved.Contains(key))
                yield return $"--engine-option {key}: the script has its own.";
            else if (key == "export" && value?.Contains('=', StringComparison.Ordinal) == true)
                yield return "--engine-option export: give names of variables; a value would stand in the script.";
        }
    }

    /// <inheritdoc/>
    public string Print(WorkerFleet fleet)
    {
        List<KeyValuePair<string, string?>> options =
        [
            new("job-name", fleet.Name),
            new("array", string.Create(CultureInfo.InvariantCulture, $"0-{fleet.Count - 1}")),
            new("requeue", null),
            // A task that starts again goes on in the log of its first start.
            new("open-mode", "append"),
            // Only the shell is told, a minute before the time limit: it knows whether the worker was told too.
            new("signal", "B:TERM@60"),
            new("export", string.Join(',', Exported)),
        ];
        foreach (KeyValuePair<string, string?> given in fleet.Options.Given.Where(static given => given.Key != "name"))
        {
            int at = options.FindIndex(one => one.Key == given.Key);
            if (at < 0)
                options.Add(given);
            else
                options[at] = given;
        }
        StringBuilder script = new("#!/bin/bash\n");
        foreach ((string key, string? value) in options)
            script.Append(CultureInfo.InvariantCulture, $"#SBATCH --{key}{(value is null ? "" : value.AsSpan().IndexOfAny(' ', '#', '\'') >= 0 ? $"=\"{value}\"" : $"={value}")}\n");
        IReadOnlyList<string> command = fleet.Command is { } given_ ? [given_] : WorkerFleet.Own;
        return script.Append(CultureInfo.InvariantCulture, $$"""

            # Workers of the job {{fleet.Job}}. A task finds its index in SLURM_ARRAY_TASK_ID.
            # SLURM_JOB_ID of one of them is that of the whole array.
            task=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
            state() { squeue --noheader --jobs="$task" --format=%T 2>/dev/null; }
            # Slurm tells all processes of a task that it ends; before the time limit it tells only this shell (--signal=B:), and the task is still running.
            trap '[ "$(state)" = RUNNING ] && kill -TERM "$worker" 2>/dev/null' TERM
            {{ShellLine.Join([.. command, .. fleet.Words])}} &
            worker=$!
            # A signal ends the waiting, not the worker.
            while wait "$worker"; code=$?; kill -0 "$worker" 2>/dev/null; do :; done
            # 75: it was asked to stop before all was done. A task that was cancelled or is in the queue again is not running any more.
            if [ "$code" = 75 ] && [ "$(state)" = RUNNING ]; then scontrol requeue "$task"; fi
            exit "$code"

            """).ToString();
    }

    /// <inheritdoc/>
    public int Submit(WorkerFleet fleet, Session session)
    {
        EngineProgram sbatch = new("sbatch", session, "Run it where Slurm's commands are (Debian: apt-get install slurm-client), or write the script with --print and submit it there.");
        if (sbatch.Run(["--parsable"], Print(fleet), static said => NoController.Any(word => said.Contains(word, StringComparison.Ordinal))
            ? "Slurm's controller does not answer: 'scontrol ping' says whether it runs, SLURM_CONF names the cluster's configuration."
            : "'sinfo' shows the partitions there are and their limits; --engine-option KEY=VALUE gives sbatch any of its options.") is not { } printed)
            return ExitCode.Usage;
        // With several clusters it is ID;CLUSTER (sbatch(1), --parsable).
        string id = printed.Trim().Split(';')[0];
        EngineAnswer.Tell(session, "slurm", id, fleet, $"squeue --job {id}", $"scancel {id}");
        return ExitCode.Done;
    }
}
