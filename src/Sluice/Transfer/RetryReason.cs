namespace Sluice.Transfer;

/// <summary>Why requests were sent again, and how often.</summary>
/// <param name="Reason">Status and code of the answer, such as <c>503 SlowDown</c>; <c>connection</c>, <c>checksum</c>; or <c>body broke off</c> for what was fetched again. Not fit for a terminal as it is: a store may have said it.</param>
/// <param name="Count">How many times.</param>
public readonly record struct RetryReason(string Reason, long Count);
