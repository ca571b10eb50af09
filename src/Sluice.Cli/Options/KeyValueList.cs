namespace Sluice.Cli.Options;

/// <summary>Lists such as <c>owner=me,stage=test</c>; a backslash takes the next character as it is.</summary>
static class KeyValueList
{
    /// <summary>Reads a list. Names are trimmed and must not be empty or repeated; values may be empty.</summary>
    public static bool TryParse(string text, out List<KeyValuePair<string, string>> pairs, out string problem)
    {
        pairs = [];
        problem = "";
        System.Text.StringBuilder token = new();
        string? name = null;
        for (int at = 0; at <= text.Length; at++)
        {
            char c = at < text.Length ? text[at] : ',';
            if (c == '\\' && at + 1 < text.Length)
            {
                token.Append(text[++at]);
            }
            else if (c == '=' && name is null)
            {
                name = token.ToString().Trim();
                token.Clear();
            }
            else if (c != ',')
            {
                token.Append(c);
            }
            else
            {
                if (name is null or "")
                {
                    problem = "write name=value pairs with commas between them, such as owner=me,stage=test.";
                    return false;
                }
                foreach (KeyValuePair<string, string> pair in pairs)
                {
                    if (pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    {
                        problem = $"'{name}' is given twice.";
                        return false;
                    }
                }
                pairs.Add(new(name, token.ToString()));
                token.Clear();
                name = null;
            }
        }
        return true;
    }
}
