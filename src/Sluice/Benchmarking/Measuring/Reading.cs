namespace Sluice.Benchmarking.Measuring;

/// <summary>What grows while a benchmark runs, read at one moment.</summary>
/// <param name="At">Timestamp of the monotonic clock.</param>
/// <param name="Wall">Time of day, which somebody may set.</param>
/// <param name="Bytes">Body bytes moved.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="Throttles">Answers that asked to slow down.</param>
/// <param name="Concurrency">Requests in flight that are allowed; this does not grow.</param>
/// <param name="UserCpu">User CPU time of this process.</param>
/// <param name="SystemCpu">System CPU time of this process.</param>
internal readonly record struct Reading(long At, DateTimeOffset Wall, long Bytes, long Requests, long Retries, long Throttles, int Concurrency, TimeSpan UserCpu, TimeSpan SystemCpu)
{
    /// <summary>User and system time.</summary>
    public TimeSpan Cpu => UserCpu + SystemCpu;
}
