using System.Globalization;

namespace Sluice.Cli.Jobs;

/// <summary>Which of several workers this one is.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Workers; 1 when nobody says.</param>
sealed record WorkerIndex(int Index, int Count)
{
    /// <summary>Of how many a worker of Kubernetes is one, which Kubernetes itself does not tell; manifests of <c>sluice job run</c> set it.</summary>
    public const string CountVariable = "SLUICE_WORKERS";

    // Engines' own documentation: AWS Batch array jobs, Kubernetes Indexed Jobs, Slurm job arrays, Google Batch and Cloud Run jobs, PBS, SGE, LSF.
    static readonly (string Index, string? Count, string? First)[] Engines =
    [
        ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", null), ("JOB_COMPLETION_INDEX", CountVariable, null), ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN"),
        ("BATCH_TASK_INDEX", "BATCH_TASK_COUNT", null), ("CLOUD_RUN_TASK_INDEX", "CLOUD_RUN_TASK_COUNT", null), ("PBS_ARRAY_INDEX", null, null), ("SGE_TASK_ID", "SGE_TASK_LAST", "SGE_TASK_FIRST"), ("LSB_JOBINDEX", "LSB_JOBINDEX_END", null),
    ];

    /// <summary>As <c>I/N</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>Reads <c>I/N</c>, from 0.</summary>
    public static bool TryParse(string text, out WorkerIndex index)
    {
        index = new WorkerIndex(0, 1);
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !TryNumber(parts[0], out int at) || !TryNumber(parts[1], out int count) || count < 1 || at >= count)
            return false;
        index = new WorkerIndex(at, count);
        return true;
    }

    /// <summary>What the engine that has started this process says of it; null when none does.</summary>
    public static WorkerIndex? FromEnvironment(Func<string, string?> variables)
    {
        foreach ((string name, string? count, string? first) in Engines)
        {
            if (!TryNumber(variables(name), out int index))
                continue;
            if (first is not null && TryNumber(variables(first), out int begin))
                index -= begin;
            int workers = count is not null && TryNumber(variables(count), out int told) ? told : index + 1;
            return index >= 0 ? new WorkerIndex(index, Math.Max(workers, index + 1)) : null;
        }
        return null;
    }

    static bool TryNumber(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
