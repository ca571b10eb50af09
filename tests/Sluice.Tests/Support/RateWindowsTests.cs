namespace Sluice.Tests.Support;

public sealed class RateWindowsTests
{
    [Theory]
    [InlineData(true, 1.0, 0.97, 1.03)]
    [InlineData(true, 0.4, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.0, 1.0)]
    [InlineData(true, 0.4, 0.9, 1.0, 1.0, 1.0)]
    [InlineData(false, 0.4, 0.9, 0.9, 1.0, 1.0, 1.0)]
    [InlineData(true, 0.1, 1.07, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.0, 1.0, 1.0, 1.12)]
    [InlineData(true, 1.06, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.12, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.06, 1.06, 1.0, 1.0)]
    [InlineData(false, 1.0, 0.5, 0.5, 0.5)]
    public void Most_windows_must_be_near_and_no_two_in_a_row_may_have_more(bool held, params double[] shares)
    {
        RateWindows windows = new();
        foreach (double share in shares)
            windows.Add(share);
        if (held)
            windows.AssertHeld();
        else
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(windows.AssertHeld);
    }
}
