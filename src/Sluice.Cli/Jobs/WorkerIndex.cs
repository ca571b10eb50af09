using System.Globalization;

namespace Sluice.Cli.Jobs;

/// <summary>Which of several workers this one is.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Workers; 1 when nobody says.</param>
sealed record WorkerIndex(int Index, int Count)
{
    /// <summary>Of how many a worker of Kubernetes is one, which Kubernetes itself does not tell; manifests of <c>sluice job run</c> set it.</summary>
    public const string CountVariable = "SLUICE_WORKERS";

    // SGE, outside of arrays.
    const string Undefined = "undefined";

    // Engines' own documentation: AWS Batch array jobs, Kubernetes Indexed Jobs, Slurm job arrays, Google Batch and Cloud Run jobs, PBS, SGE, LSF. Indices of the last two and of Slurm begin anywhere
    // and may have steps; LSF tells no first one, which is 1 by default, and 0 outside of arrays.
    static readonly EngineIndex[] Engines =
    [
        new("AWS_BATCH_JOB_ARRAY_INDEX") { Count = "AWS_BATCH_JOB_ARRAY_SIZE" },
        new("JOB_COMPLETION_INDEX"),
        new("SLURM_ARRAY_TASK_ID") { Count = "SLURM_ARRAY_TASK_COUNT", First = "SLURM_ARRAY_TASK_MIN", Step = "SLURM_ARRAY_TASK_STEP" },
        new("BATCH_TASK_INDEX") { Count = "BATCH_TASK_COUNT" },
        new("CLOUD_RUN_TASK_INDEX") { Count = "CLOUD_RUN_TASK_COUNT" },
        new("PBS_ARRAY_INDEX"),
        new("SGE_TASK_ID") { First = "SGE_TASK_FIRST", Last = "SGE_TASK_LAST", Step = "SGE_TASK_STEPSIZE" },
        new("LSB_JOBINDEX") { Last = "LSB_JOBINDEX_END", Step = "LSB_JOBINDEX_STEP", Begins = 1 },
    ];

    /// <summary>Why it is not known for sure which of the chunks are this worker's own; null where it is. With leases that matters to nobody.</summary>
    public string? Problem { get; init; }

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

    /// <summary>What the engine that has started this process says of it; null when none does. What contradicts itself, or is not told, is a <see cref="Problem"/> of it.</summary>
    public static WorkerIndex? FromEnvironment(Func<string, string?> variables)
    {
        foreach (EngineIndex engine in Engines)
            if (variables(engine.Index) is { Length: > 0 } text && text != Undefined)
                if (!TryNumber(text, out int number))
                    return new WorkerIndex(0, 1) { Problem = $"{engine.Index}={text} is no number" };
                else if (number >= engine.Begins)
                    return Of(engine, number);
        return null;

        WorkerIndex Of(EngineIndex engine, int number)
        {
            int first = Number(engine.First) ?? engine.Begins, step = Math.Max(1, Number(engine.Step) ?? 1), index = (number - first) / step;
            int? count = Number(engine.Count) ?? (Number(engine.Last) is { } last ? ((last - first) / step) + 1 : Number(CountVariable));
            string?[] names = [engine.Index, engine.Count, engine.First, engine.Last, engine.Step, engine.Count is null && engine.Last is null ? CountVariable : null];
            string told = string.Join(' ', names.OfType<string>().Where(name => variables(name) is not null).Select(name => $"{name}={variables(name)}"));
            string? problem = count is null ? $"{told} does not tell of how many workers this is one"
                : number < first || (number - first) % step != 0 || index >= count ? $"{told} contradict each other"
                : null;
            // A place to begin at, whatever it is.
            return new WorkerIndex(Math.Max(0, index), Math.Max(count ?? 1, Math.Max(0, index) + 1)) { Problem = problem };
        }

        int? Number(string? name) => name is not null && TryNumber(variables(name), out int number) ? number : null;
    }

    static bool TryNumber(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
