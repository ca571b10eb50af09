namespace Sluice.Tests.Packaging;

/// <summary>Tests that start builds, which take all processors: they run when no other test does, because some of those measure rates.</summary>
[CollectionDefinition(PackageTests.Alone, DisableParallelization = true)]
public sealed class RunsAlone;
