using System.Globalization;
using Sluice.Benchmarking.Measuring;
using Sluice.Engine.Memory;
using Sluice.Transfer;

namespace Sluice.Benchmarking.Work;

/// <summary>Says what makes figures less than they look.</summary>
internal static class BenchRemarks
{
    // Below this the 99th percentile is the largest value, and the 95th nearly so.
    const int FewValues = 20, FewSeconds = 10;

    // What is left of the processors is then too little to tell whether more of them would have helped.
    const double BusyCpu = 0.9;

    /// <summary>The remarks on a result.</summary>
    /// <param name="total">Its totals.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="options">How the engine used the machine.</param>
    /// <param name="memory">Bytes that this process may use.</param>
    /// <param name="cores">Processors that it may use.</param>
    public static IEnumerable<string> On(BenchTotals total, Measured measured, TransferOptions options, long memory, int cores)
    {
        int seconds = measured.Seconds.Count(static second => second is { At: > 0, Seconds: >= 0.9 });
        if (seconds == 0)
            yield return "It was too short for figures per second; give more --iterations, or a --duration of 10s or more.";
        else if (seconds < FewSeconds)
            yield return Text($"Figures per second are of {seconds:N0} full second{(seconds == 1 ? "" : "s")} only.");
        if (total.Bytes > 0 && total.Objects < FewValues)
            yield return Text($"Figures per object are of {total.Objects:N0} object{(total.Objects == 1 ? "" : "s")} only.");
        if (measured.Iterations.Count == 0)
            yield return "Not one full round was done within the duration.";
        if (total.Failed > 0)
            yield return Text($"{total.Failed:N0} object{(total.Failed == 1 ? "" : "s")} failed; no figure has them in it, but for the time they took.");
        if (total.Throttles > 0)
            yield return Text($"The store asked to slow down {total.Throttles:N0} times: it, and not this machine, set the pace.");
        if (measured.ClockStep > TimeSpan.Zero)
            yield return Text($"The clock of this machine was set by {measured.ClockStep.TotalSeconds:N1} s during the run. Times here are by one that cannot be set.");
        double cpu = (total.UserCpu + total.SystemCpu) / total.Seconds / cores;
        if (cpu >= BusyCpu)
            yield return Text($"This process used {cpu * 100:N0} % of its processors: they may have set the pace.");
        long buffers = MemoryLimit.DefaultFor(memory), most = MemoryLimit.DefaultFor(long.MaxValue);
        if (options.Memory is null && buffers < most)
            yield return Text($"This process may use {memory >> 20:N0} MiB of memory, so buffers had {buffers >> 20:N0} MiB instead of {most >> 20:N0}.");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
