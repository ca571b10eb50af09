using System.Xml;
using System.Xml.Linq;

namespace Sluice.Tests.Conformance;

/// <summary>What a store answered to a request that was sent byte for byte.</summary>
sealed class RawAnswer
{
    readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    readonly Lazy<XElement?> _document;

    RawAnswer(int status, string text)
    {
        (Status, Text) = (status, text);
        _document = new(() => Parse(text));
    }

    public int Status { get; }

    public string Text { get; }

    /// <summary>Status and code of the error document; an empty code where there is none.</summary>
    public (int Status, string Code) Error => (Status, Status >= 300 ? Element("Code") ?? "" : "");

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>Text of the first element of this name, whatever its namespace; null without one.</summary>
    public string? Element(string name) => All(name).FirstOrDefault()?.Value;

    public IReadOnlyList<string> Elements(string name) => [.. All(name).Select(static e => e.Value)];

    /// <summary>Elements of this name, each with its children.</summary>
    public IReadOnlyList<Dictionary<string, string>> Records(string name) =>
        [.. All(name).Select(static e => e.Elements().GroupBy(static c => c.Name.LocalName).ToDictionary(static g => g.Key, static g => g.First().Value))];

    public static async Task<RawAnswer> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        RawAnswer answer = new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        foreach (KeyValuePair<string, IEnumerable<string>> header in response.Headers.Concat(response.Content.Headers))
            answer._headers[header.Key] = string.Join(", ", header.Value);
        return answer;
    }

    public override string ToString() => $"{Status} {Text}";

    /// <summary>Null for what is no XML, such as the web page of a server that broke.</summary>
    static XElement? Parse(string text)
    {
        try
        {
            return XElement.Parse(text);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    IEnumerable<XElement> All(string name) => _document.Value?.DescendantsAndSelf().Where(e => e.Name.LocalName == name) ?? [];
}
