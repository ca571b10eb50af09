using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sluice.Cli.Options;

/// <summary>
/// Lists such as <c>owner=me,stage=test</c>, as aws-cli's shorthand has them: a value in quotes, single or double, takes
/// commas; a backslash takes the next character as it is. Or a JSON object.
/// </summary>
static class KeyValueList
{
    // What cannot stand between a comma and the equals sign of a name.
    static readonly SearchValues<char> NoName = SearchValues.Create(",\\\"'");

    /// <summary>Reads a list. Names are trimmed and must not be empty or repeated; values may be empty.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="commas">A comma that no <c>name=</c> follows belongs to the value: <c>title=Hello, world</c>.</param>
    /// <param name="pairs">The pairs, in the order typed.</param>
    /// <param name="problem">What is wrong and what to write instead.</param>
    public static bool TryParse(string text, bool commas, out List<KeyValuePair<string, string>> pairs, out string problem)
    {
        pairs = [];
        if (text.AsSpan().TrimStart().StartsWith("{"))
            return TryParseJson(text, pairs, out problem);
        for (int at = 0; at <= text.Length;)
        {
            if (!TryReadName(text, ref at, out string name))
            {
                problem = "write name=value pairs with commas between them, such as owner=me,stage=test.";
                return false;
            }
            if (!TryReadValue(text, commas, ref at, out string value))
            {
                problem = $"the quote before the value of '{name}' is not closed before the next comma or the end; write \\\" for one that belongs to the value.";
                return false;
            }
            if (!TryAdd(pairs, name, value, out problem))
                return false;
        }
        problem = "";
        return true;
    }

    /// <summary>Adds a pair unless its name is there.</summary>
    public static bool TryAdd(List<KeyValuePair<string, string>> pairs, string name, string value, out string problem)
    {
        problem = pairs.Exists(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) ? $"'{name}' is given twice." : "";
        if (problem.Length > 0)
            return false;
        pairs.Add(new(name, value));
        return true;
    }

    static bool TryReadName(string text, ref int at, out string name)
    {
        StringBuilder token = new();
        for (; at < text.Length && text[at] is not ('=' or ','); at++)
            token.Append(text[at] == '\\' && at + 1 < text.Length ? text[++at] : text[at]);
        name = token.ToString().Trim();
        bool found = name.Length > 0 && at < text.Length && text[at] == '=';
        at++;
        return found;
    }

    static bool TryReadValue(string text, bool commas, ref int at, out string value)
    {
        StringBuilder token = new();
        char quote = at < text.Length && text[at] is '"' or '\'' ? text[at++] : '\0';
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '\\' && at + 1 < text.Length)
                token.Append(text[++at]);
            else if (quote != 0 && c == quote)
                break;
            else if (quote == 0 && c == ',' && (!commas || BeginsPair(text.AsSpan(at + 1))))
                break;
            else
                token.Append(c);
        }
        value = token.ToString();
        if (quote != 0 && ++at <= text.Length)
            at = text.AsSpan(at).IndexOfAnyExcept(' ') is >= 0 and int blanks ? at + blanks : text.Length;
        bool ends = at == text.Length || at < text.Length && text[at] == ',';
        // Behind the last value there is no comma to pass.
        at++;
        return ends;
    }

    static bool BeginsPair(ReadOnlySpan<char> text)
    {
        int equals = text.IndexOf('=');
        if (equals < 0)
            return false;
        ReadOnlySpan<char> name = text[..equals].Trim();
        return !name.IsEmpty && !name.ContainsAny(NoName) && !name.Contains(' ');
    }

    static bool TryParseJson(string text, List<KeyValuePair<string, string>> pairs, out string problem)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                string? value = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString(),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                    _ => null,
                };
                if (value is null || property.Name.Trim().Length == 0)
                {
                    problem = value is null ? $"the value of '{property.Name}' is no text." : "a name is empty.";
                    return false;
                }
                if (!TryAdd(pairs, property.Name.Trim(), value, out problem))
                    return false;
            }
            problem = "";
            return true;
        }
        catch (JsonException)
        {
            problem = "this is no JSON object; write {\"name\": \"value\"} or name=value.";
            return false;
        }
        // What System.Text.Json throws for half of a surrogate pair, when it is read as text.
        catch (InvalidOperationException)
        {
            problem = "an escape in it stands for half a character (a surrogate without the other one); write both halves, or the character itself.";
            return false;
        }
    }
}
