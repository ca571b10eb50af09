namespace Sluice.Endpoint.Http;

/// <summary>One S3 operation: its API name, by which it is counted and faulted, and what does it.</summary>
sealed record Operation(string Name, Func<S3Request, Task> Handler);
