using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sluice.Cli.Documents;

/// <summary>
/// Reads YAML as JSON (YAML 1.2.2, "JSON Schema"): whole numbers, true, false and null are those, all else is text, so that <c>no</c> and <c>2030-01-31</c> stay what was typed.
/// Aliases and tags are refused: a document for a store has no use for what could make it large, or something else.
/// </summary>
static class YamlReader
{
    const int MostDepth = 64;

    /// <summary>The document; throws <see cref="YamlException"/> with the place of what is wrong.</summary>
    public static JsonNode? Read(string text)
    {
        Parser parser = new(new StringReader(text));
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        JsonNode? document = Node(parser, 0);
        parser.Consume<DocumentEnd>();
        return parser.TryConsume<StreamEnd>(out _) ? document : throw Wrong(parser, "there is more than one document");
    }

    static JsonNode? Node(Parser parser, int depth)
    {
        if (depth > MostDepth)
            throw Wrong(parser, "it is nested too deeply");
        if (parser.Accept<AnchorAlias>(out _) || parser.Current is NodeEvent { Anchor.IsEmpty: false })
            throw Wrong(parser, "anchors and aliases are not taken");
        if (parser.Current is NodeEvent { Tag.IsEmpty: false })
            throw Wrong(parser, "tags are not taken");
        if (parser.TryConsume<Scalar>(out Scalar? scalar))
            return Value(scalar);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            JsonArray list = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
                list.Add(Node(parser, depth + 1));
            return list;
        }
        parser.Consume<MappingStart>();
        JsonObject fields = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            Scalar name = parser.Consume<Scalar>();
            if (fields.ContainsKey(name.Value))
                throw new YamlException(name.Start, name.End, $"{name.Value} is there twice");
            fields[name.Value] = Node(parser, depth + 1);
        }
        return fields;
    }

    static JsonValue? Value(Scalar scalar) => scalar.Style != ScalarStyle.Plain ? JsonValue.Create(scalar.Value) : scalar.Value switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        var text when IsNumber(text, out long number) => JsonValue.Create(number),
        var text => JsonValue.Create(text),
    };

    /// <summary>A whole number in the one form that it is written in: 007 and 1e3 are texts.</summary>
    public static bool IsNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number.ToString(CultureInfo.InvariantCulture) == text;

    static YamlException Wrong(Parser parser, string what) => parser.Current is { } at ? new(at.Start, at.End, what) : new(what);
}
