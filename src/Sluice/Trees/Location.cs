namespace Sluice.Trees;

/// <summary>Where bytes come from or go to: <c>s3://[profile@]bucket/key</c>, a local path, or <c>-</c>.</summary>
public abstract record Location;
