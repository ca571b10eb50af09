using System.Text;
using Sluice.Failures;

namespace Sluice.Tests.Failures;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("plain/key.txt", "plain/key.txt")]
    [InlineData("größe/文件/😀", "größe/文件/😀")]
    [InlineData("bell\u0007", @"bell\x07")]
    [InlineData("\u001b[2Jgone", @"\x1b[2Jgone")]
    [InlineData("line\nbreak\r", @"line\x0abreak\x0d")]
    [InlineData("back\\slash", @"back\\slash")]
    [InlineData("right\u202eto left", @"right\u{202e}to left")]
    [InlineData("c1\u009b2J", @"c1\u{9b}2J")]
    [InlineData("", "")]
    public void Untrusted_text_cannot_act_on_a_terminal(string text, string shown) => Assert.Equal(shown, DisplayText.Of(text));

    [Fact]
    public void Plain_bytes_are_those_of_ascii_that_are_shown_as_they_are()
    {
        for (int value = 0; value < 256; value++)
            Assert.Equal(value < 0x80 && DisplayText.Of("a" + (char)value) == "a" + (char)value, DisplayText.IsPlain([(byte)'a', (byte)value]));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_shown_one_by_one() =>
        Assert.Equal(@"a\xff\xc3b", DisplayText.Of([(byte)'a', 0xff, 0xc3, (byte)'b']));

    [Fact]
    public void Every_single_byte_is_shown_without_control_characters_and_unlike_any_other()
    {
        HashSet<string> shown = [];
        for (int value = 0; value < 256; value++)
        {
            string text = DisplayText.Of([(byte)value]);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.True(shown.Add(text), $"0x{value:x2} looks like another byte: {text}");
        }
    }

    [Fact]
    public void A_key_that_spells_an_escape_is_not_mistaken_for_the_byte()
    {
        string spelled = DisplayText.Of(Encoding.UTF8.GetBytes(@"\x07"));
        Assert.NotEqual(DisplayText.Of([0x07]), spelled);
    }
}
