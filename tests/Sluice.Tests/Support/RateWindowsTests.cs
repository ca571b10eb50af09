namespace Sluice.Tests.Support;

public sealed class RateWindowsTests
{
    [Theory]
    [InlineData(true, 1.0, 0.97, 1.03)]
    [InlineData(true, 0.4, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.0, 1.0)]
    [InlineData(false, 0.4, 0.9, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.06, 1.0, 1.0, 1.0)]
    [InlineData(false, 1.0, 0.5, 0.5, 0.5)]
    public void One_window_may_fall_short_and_none_may_have_more(bool held, params double[] shares)
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
