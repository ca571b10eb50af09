namespace Sluice.Processing.Programs;

/// <summary>What ends a program from outside.</summary>
/// <param name="Timeout">How long it may run; null for no limit.</param>
/// <param name="Memory">Bytes that it may have resident, as far as it runs long enough to be looked at (every 100 ms); null for no limit.</param>
internal readonly record struct ProgramLimits(TimeSpan? Timeout, long? Memory);
