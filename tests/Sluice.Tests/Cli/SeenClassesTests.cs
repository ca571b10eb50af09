using System.Globalization;
using Sluice.Cli.Commands;

namespace Sluice.Tests.Cli;

public sealed class SeenClassesTests
{
    [Fact]
    public void Find_remembers_ten_classes_whatever_a_store_names()
    {
        SeenClasses seen = new(["WANTED"]);
        for (int number = 999; number >= 0; number--)
            Assert.False(seen.Takes(number.ToString("000", CultureInfo.InvariantCulture)));
        Assert.Equal(["000", "001", "002", "003", "004", "005", "006", "007", "008", "009"], seen.Others);
        Assert.False(seen.TookAny);
        Assert.True(seen.Takes("WANTED") && seen.TookAny);
        Assert.Equal(10, seen.Others.Count);
    }
}
