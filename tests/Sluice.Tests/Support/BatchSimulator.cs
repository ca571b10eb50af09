using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Sluice.Tests.Scenarios;

namespace Sluice.Tests.Support;

/// <summary>
/// An array job of AWS Batch as processes of this machine, from what RegisterJobDefinition and SubmitJob are given: the environment of the children, attempts, evaluateOnExit, and
/// instances that are taken back (AWS Batch User Guide: "Array jobs", "Automated job retries", "Job environment variables").
/// </summary>
/// <param name="requests">Both requests.</param>
/// <param name="start">Starts what the image would begin, with the command of the container and its environment.</param>
sealed class BatchSimulator(JsonElement requests, Func<string[], Dictionary<string, string?>, CommandProcess> start)
{
    const string InstanceGone = "Host EC2 (instance i-0123456789abcdef0) terminated.";
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    readonly JsonElement _definition = requests.GetProperty("RegisterJobDefinition");
    readonly string _id = Guid.NewGuid().ToString();

    /// <summary>What ended how: <c>INDEX ATTEMPT EXIT-CODE STATE</c>.</summary>
    public ConcurrentQueue<string> Attempts { get; } = [];

    /// <summary>Runs all children to their ends; true when all have succeeded.</summary>
    /// <param name="reclaim">Completes when the instance of a child (index, attempt) is taken back: true with SIGTERM and 30 seconds, false at once.</param>
    public async Task<bool> RunAsync(Func<int, int, Task<bool>> reclaim)
    {
        int size = requests.GetProperty("SubmitJob").TryGetProperty("arrayProperties", out JsonElement array) ? array.GetProperty("size").GetInt32() : 1;
        bool[] succeeded = await Task.WhenAll(Enumerable.Range(0, size).Select(index => RunAsync(index, size, reclaim)));
        return succeeded.All(static one => one);
    }

    async Task<bool> RunAsync(int index, int size, Func<int, int, Task<bool>> reclaim)
    {
        JsonElement retry = _definition.GetProperty("retryStrategy");
        for (int attempt = 1; ; attempt++)
        {
            string[] command = [.. _definition.GetProperty("containerProperties").GetProperty("command").EnumerateArray().Select(static word => word.GetString()!)];
            using CommandProcess child = start(command, new Dictionary<string, string?>
            {
                ["AWS_BATCH_JOB_ID"] = $"{_id}:{index}",
                ["AWS_BATCH_JOB_ARRAY_INDEX"] = index.ToString(CultureInfo.InvariantCulture),
                ["AWS_BATCH_JOB_ARRAY_SIZE"] = size.ToString(CultureInfo.InvariantCulture),
                ["AWS_BATCH_JOB_ATTEMPT"] = attempt.ToString(CultureInfo.InvariantCulture),
            });
            Task<bool> reclaimed = reclaim(index, attempt);
            string reason = "Essential container in task exited";
            if (await Task.WhenAny(child.Ended, reclaimed) == reclaimed)
            {
                reason = InstanceGone;
                if (await reclaimed)
                    await child.SignalAsync("TERM");
                if (!await reclaimed || await Task.WhenAny(child.Ended, Task.Delay(Grace)) != child.Ended)
                    await child.KillAsync();
            }
            int code = (await child.ResultAsync()).ExitCode;
            bool again = code != 0 && attempt < retry.GetProperty("attempts").GetInt32() && TriesAgain(retry.GetProperty("evaluateOnExit"), code, reason);
            Attempts.Enqueue($"{index} {attempt} {code} {(code == 0 ? "SUCCEEDED" : again ? "RETRY" : "FAILED")}");
            if (!again)
                return code == 0;
        }
    }

    // All conditions of a rule must hold; the first rule decides; none means another attempt.
    static bool TriesAgain(JsonElement rules, int code, string statusReason)
    {
        foreach (JsonElement rule in rules.EnumerateArray())
        {
            if (Holds(rule, "onExitCode", code.ToString(CultureInfo.InvariantCulture)) && Holds(rule, "onStatusReason", statusReason) && Holds(rule, "onReason", ""))
                return "RETRY".Equals(rule.GetProperty("action").GetString(), StringComparison.OrdinalIgnoreCase);
        }
        return true;
    }

    static bool Holds(JsonElement rule, string condition, string value) => !rule.TryGetProperty(condition, out JsonElement pattern)
        || (pattern.GetString() is { } text && text.EndsWith('*') ? value.StartsWith(text[..^1], StringComparison.OrdinalIgnoreCase) : value.Equals(pattern.GetString(), StringComparison.OrdinalIgnoreCase));
}
