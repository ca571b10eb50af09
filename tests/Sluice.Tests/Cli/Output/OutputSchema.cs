using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using Json.Schema;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;

namespace Sluice.Tests.Cli.Output;

/// <summary>The JSON Schema of what commands write with <c>--json</c>, made of the records that they write, and lines held against it.</summary>
static class OutputSchema
{
    static readonly Dictionary<string, string> Comments = XDocument.Load(System.IO.Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.xml")).Descendants("member")
        .Where(static member => member.Element("summary") is not null)
        .ToDictionary(static member => member.Attribute("name")!.Value, static member => Text(member.Element("summary")!), StringComparer.Ordinal);

    static readonly Lazy<JsonSchema> Compiled = new(static () => JsonSchema.FromText(Print()));

    /// <summary>Where it is kept.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Rules.Repository.Root, "docs", "json.schema.json");

    /// <summary>The document: a definition for each line, and one for each command, which is any of its lines.</summary>
    public static string Print()
    {
        JsonObject definitions = [];
        foreach (JsonTypeInfo line in OutputLines.ByVerb.Values.SelectMany(static lines => lines).Concat(OutputLines.OfAll).DistinctBy(static line => line.Type).OrderBy(OutputLines.NameOf, StringComparer.Ordinal))
            definitions.Add(OutputLines.NameOf(line), SchemaOf(line));
        foreach ((string verb, JsonTypeInfo[] lines) in OutputLines.ByVerb)
            definitions.Add($"sluice {verb}", new JsonObject
            {
                ["anyOf"] = new JsonArray([.. lines.Concat(OutputLines.OfAll).Select(static line => new JsonObject { ["$ref"] = $"#/$defs/{OutputLines.NameOf(line)}" })]),
            });
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Lines of sluice --json",
            ["description"] = "Each line of stdout is an object. Its type says which; '#/$defs/sluice VERB' is what the lines of a command are. A property that is not known, or does not apply, is not there.",
            ["$defs"] = definitions,
        };
        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    /// <summary>The command that words are about, as the schema has it; null for one that has no lines.</summary>
    public static string? VerbOf(IReadOnlyList<string> args) =>
        args.Count > 1 && OutputLines.ByVerb.ContainsKey($"{args[0]} {args[1]}") ? $"{args[0]} {args[1]}" : args.Count > 0 && OutputLines.ByVerb.ContainsKey(args[0]) ? args[0] : null;

    /// <summary>Commands that take an option, by their words.</summary>
    public static IEnumerable<string> VerbsWith(string option) =>
        SluiceCommand.Create([]).Subcommands.SelectMany(Below).OfType<Verb>().Where(verb => verb.Options.Any(one => one.Name == option)).Select(static verb => verb.FullName);

    /// <summary>What is wrong with a line of a command; null when nothing is.</summary>
    public static string? ProblemOf(string verb, string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        EvaluationResults results = Of(verb).Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (results.IsValid)
            return null;
        string[] errors = [.. (results.Details ?? []).Where(static detail => detail.Errors is { Count: > 0 }).SelectMany(static detail => detail.Errors!.Select(error => $"{detail.EvaluationPath} {detail.InstanceLocation}: {error.Value}"))];
        return $"{line}\nis no line of sluice {verb}:\n{string.Join('\n', errors)}";
    }

    static readonly System.Collections.Concurrent.ConcurrentDictionary<string, JsonSchema> Verbs = new(StringComparer.Ordinal);

    static JsonSchema Of(string verb) => Verbs.GetOrAdd(verb, static verb =>
    {
        JsonObject whole = JsonNode.Parse(Print())!.AsObject();
        whole["$ref"] = $"#/$defs/{Uri.EscapeDataString($"sluice {verb}")}";
        return JsonSchema.FromText(whole.ToJsonString());
    });

    static JsonNode SchemaOf(JsonTypeInfo line)
    {
        JsonNode node = line.Options.GetJsonSchemaAsNode(line.Type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe });
        // Records of two commands may look alike, and the type is what programs look at first.
        if (TypeOf(line.Type) is { } type)
            node["properties"]!["type"]!["const"] = type;
        return node;
    }

    // Each record gives its type to the constructor of all.
    static string? TypeOf(Type record)
    {
        if (!record.IsSubclassOf(typeof(JsonRecord)))
            return null;
        ConstructorInfo constructor = record.GetConstructors().MaxBy(static constructor => constructor.GetParameters().Length)!;
        return ((JsonRecord)constructor.Invoke([.. constructor.GetParameters().Select(static parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)])).Type;
    }

    static IEnumerable<System.CommandLine.Command> Below(System.CommandLine.Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    // What may be null is left out, and all else is there.
    static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
            return node;
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Select(static type => type!.GetValue<string>()).First(static type => type != "null");
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && schema["properties"] is JsonObject)
        {
            schema["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(static property => !property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null).Select(static property => JsonValue.Create(property.Name))]);
            schema["additionalProperties"] = false;
        }
        string? comment = context.PropertyInfo is { AttributeProvider: System.Reflection.MemberInfo member } ? Comments.GetValueOrDefault($"P:{member.DeclaringType!.FullName!.Replace('+', '.')}.{member.Name}")
            : context.Path.Length == 0 ? Comments.GetValueOrDefault($"T:{context.TypeInfo.Type.FullName!.Replace('+', '.')}") : null;
        if (comment is not null)
            schema.Insert(0, "description", comment);
        return schema;
    }

    static string Text(XElement comment) => string.Join(' ', string.Concat(comment.Nodes().Select(static node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => code.Value,
        XElement see when see.Attribute("cref") is { } to => to.Value[(to.Value.LastIndexOf('.') + 1)..],
        _ => "",
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
