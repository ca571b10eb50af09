namespace Sluice.Transfer.Scheduling;

/// <summary>What one interval of a run looked like to its controller.</summary>
/// <param name="Seconds">Length of the interval.</param>
/// <param name="Bytes">Body bytes moved.</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Throttles">Answers that asked to slow down, and requests that timed out.</param>
/// <param name="Busy">Every permit was in use and more work was waiting.</param>
/// <param name="CpuShare">Share of this process's cores that it used, 0 to 1.</param>
/// <param name="InFlight">Requests in flight at its end: more than the limit for a while after that was lowered.</param>
/// <param name="Paced">Its own limits held the run back: more requests cannot bring more.</param>
internal readonly record struct ControllerSample(double Seconds, long Bytes, long Requests, long Throttles, bool Busy, double CpuShare, int InFlight = 0, bool Paced = false);
