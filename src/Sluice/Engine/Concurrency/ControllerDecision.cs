namespace Sluice.Engine.Concurrency;

/// <summary>A change, or a refusal to change, of the number of requests in flight, with what it was decided on.</summary>
/// <param name="At">Time since the run began.</param>
/// <param name="From">Requests in flight before.</param>
/// <param name="To">Requests in flight from now on.</param>
/// <param name="Reason">Why, in a few words for people: <c>doubling paid: 1.9 times as fast</c>.</param>
/// <param name="BytesPerSecond">Body bytes per second over the time that was judged.</param>
/// <param name="RequestsPerSecond">Requests that ended per second over that time.</param>
/// <param name="CpuShare">Share of this process's cores that it used over that time, 0 to 1.</param>
public sealed record ControllerDecision(TimeSpan At, int From, int To, string Reason, double BytesPerSecond, double RequestsPerSecond, double CpuShare);
