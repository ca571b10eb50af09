namespace Sluice.Tests.Support;

/// <summary>
/// How much of the tests that draw lots runs: what fits into CI's fifteen minutes on two busy cores, or, with
/// <c>SLUICE_TEST_ALL=1</c> (<c>./check --all</c>, every night), all of it.
/// </summary>
static class Tier
{
    static readonly bool IsAll = Environment.GetEnvironmentVariable("SLUICE_TEST_ALL") == "1";

    /// <summary>The number that holds for this run.</summary>
    public static int Of(int usual, int all) => IsAll ? all : usual;
}
