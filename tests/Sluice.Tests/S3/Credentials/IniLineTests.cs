using System.Text;
using Sluice.S3.Credentials.Profiles;

namespace Sluice.Tests.S3.Credentials;

public sealed class IniLineTests
{
    [Theory]
    [InlineData("voilà")]
    [InlineData("są")]
    [InlineData("Š")]
    [InlineData("х")]
    [InlineData("Р")]
    [InlineData("酠")]
    [InlineData("à#1")]
    [InlineData("х;y")]
    public void A_byte_of_a_letter_is_no_blank(string word)
    {
        string bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word));
        Assert.Equal(new IniLine(IniLineKind.Setting, bytes, bytes, false), IniLine.Parse($"{bytes} \t=\t{bytes}\v\f\r\n"));
        Assert.Equal(new IniLine(IniLineKind.Section, $"options {bytes}", "", true), IniLine.Parse($"\t[ options\t{bytes} ]\r\n"));
        Assert.Equal(bytes, IniLine.Parse($"name = {bytes} # {bytes}").Value);
    }

    [Theory]
    [InlineData("name = a # b", "a")]
    [InlineData("name = a\t; b", "a")]
    [InlineData("name = a#b", "a#b")]
    [InlineData("name = a\v#b\r\n", "a")]
    public void A_comment_begins_behind_a_blank(string line, string value) => Assert.Equal(value, IniLine.Parse(line).Value);
}
