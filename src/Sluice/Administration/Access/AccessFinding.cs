namespace Sluice.Administration.Access;

/// <summary>Whether somebody may do something, how that is known, and what decides it.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Operation">What.</param>
/// <param name="Answer">Whether they may.</param>
/// <param name="IsByRequest">A real request was made, and the answer follows from what it got; else from documents alone.</param>
/// <param name="Why">What decides, as a sentence without a full stop, fit for a terminal.</param>
public sealed record AccessFinding(AccessCaller Caller, AccessOperation Operation, AccessAnswer Answer, bool IsByRequest, string Why);
