using System.Text.Json.Nodes;
using Sluice.Administration;

namespace Sluice.Tests.Administration;

public sealed class DocumentDifferenceTests
{
    [Theory]
    [InlineData("""{"Status":"Enabled"}""", """{"Status":"Suspended"}""", "changes Status from 'Enabled' to 'Suspended'")]
    [InlineData("{}", """{"Status":"Enabled"}""", "adds Status: 'Enabled'")]
    [InlineData("null", """{"Status":"Enabled"}""", "adds Status: 'Enabled'")]
    [InlineData("""{"Status":"Enabled"}""", "null", "removes Status: 'Enabled'")]
    [InlineData("""{"Rules":[{"ID":"a","Expiration":{"Days":7}},{"ID":"b"}]}""", """{"Rules":[{"ID":"b"},{"ID":"a","Expiration":{"Days":9}}]}""", "changes Rules[a].Expiration.Days from 7 to 9")]
    [InlineData("""{"Rules":[{"ID":"a"}]}""", """{"Rules":[{"ID":"b"}]}""", """adds Rules[b]: {"ID":"b"}|removes Rules[a]: {"ID":"a"}""")]
    [InlineData("""{"Rules":[{"Owner":"x"}]}""", """{"Rules":[{"Owner":"y"}]}""", "changes Rules.Owner from 'x' to 'y'")]
    [InlineData("""{"Methods":["GET","PUT"]}""", """{"Methods":["PUT","HEAD"]}""", "adds Methods: 'HEAD'|removes Methods: 'GET'")]
    [InlineData("""{"Days":7,"On":true}""", """{"On":"true","Days":"7"}""", "")]
    [InlineData("""{"Date":"2030-01-31"}""", """{"Date":"2030-01-31T00:00:00.000Z"}""", "")]
    [InlineData("""{"A":"1\u001b"}""", """{"A":"2"}""", @"changes A from '1\x1b' to '2'")]
    public void A_change_is_told_in_words(string before, string after, string lines) =>
        Assert.Equal(lines, string.Join('|', DocumentDifference.Between(JsonNode.Parse(before), JsonNode.Parse(after))));
}
