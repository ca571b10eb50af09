namespace Sluice.Engine.Scheduling;

/// <summary>What steps in flight may come to together, beside their number. One step always may be in flight.</summary>
/// <param name="AllowedLoss">Bytes that a kill may cost, for small and for large items each.</param>
/// <param name="MostHeld">Bytes that they may keep in memory.</param>
/// <param name="MostLarge">Steps of large items.</param>
internal readonly record struct StepBounds(long AllowedLoss, long MostHeld, int MostLarge);
