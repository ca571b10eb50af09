namespace Sluice.Cli.Output;

/// <summary>What came of one check of a store: <c>holds</c>, <c>deviates</c> or <c>unknown</c>.</summary>
sealed record ProbeCheckRecord(string Check, string Area, string Verdict, string Claim, string Documentation, bool ReliedOn, string? Seen, string? Remedy) : JsonRecord("probe_check");

/// <summary>What a probe found in all. Times in seconds, sizes in bytes.</summary>
sealed record ProbeRecord(
    int Holds, int Deviates, int ReliedOn, int Unknown, long Requests, long BytesSent, double Seconds, string[] Remembered, string? Section, string? File, IReadOnlyList<string> Left, bool Interrupted)
    : JsonRecord("probe");
