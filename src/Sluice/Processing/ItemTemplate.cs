using System.Buffers;
using System.Text;
using Sluice.Failures;

namespace Sluice.Processing;

/// <summary>
/// A text with placeholders: <c>{}</c>, <c>{key}</c>, <c>{name}</c>, <c>{stem}</c>, <c>{ext}</c>, <c>{dir}</c>, <c>{bucket}</c>, <c>{version}</c>, <c>{block}</c>. A brace that begins
/// no word of small letters means itself, and so does one that is written twice.
/// </summary>
internal sealed class ItemTemplate
{
    /// <summary>All placeholders, without their braces.</summary>
    public static readonly string[] Known = ["", "key", "name", "stem", "ext", "dir", "bucket", "version", "block"];

    readonly List<(byte[]? Text, string Field)> _parts = [];

    /// <summary>Reads one; null, and what is wrong with it, when it has an unknown placeholder.</summary>
    public static ItemTemplate? Parse(string text, out string problem)
    {
        problem = "";
        ItemTemplate template = new();
        StringBuilder plain = new();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c is '{' or '}' && at + 1 < text.Length && text[at + 1] == c)
            {
                plain.Append(c);
                at++;
                continue;
            }
            int end = c == '{' ? text.IndexOf('}', at) : -1;
            string word = end < 0 ? "" : text[(at + 1)..end];
            if (end < 0 || !word.All(char.IsAsciiLetterLower))
            {
                plain.Append(c);
                continue;
            }
            if (!Known.Contains(word))
            {
                problem = $"{{{word}}} in {DisplayText.Of(text)} is no placeholder; there are {string.Join(" ", Known.Select(static known => $"{{{known}}}"))}. Write {{{{{word}}}}} for the braces themselves.";
                return null;
            }
            template.AddText(plain);
            template._parts.Add((null, word));
            at = end;
        }
        template.AddText(plain);
        return template;
    }

    /// <summary>True when it uses one of these.</summary>
    public bool Uses(params ReadOnlySpan<string> fields)
    {
        foreach ((byte[]? text, string field) in _parts)
            if (text is null && fields.Contains(field))
                return true;
        return false;
    }

    /// <summary>True when it is a placeholder and nothing else.</summary>
    public bool IsField => _parts is [(null, _)];

    /// <summary>True when different items surely have different texts.</summary>
    public bool IsUnique => Uses("", "key") || Uses("dir") && (Uses("name") || Uses("stem") && Uses("ext"));

    /// <summary>Writes the text of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">What <c>{}</c> stands for; empty for the key.</param>
    /// <param name="into">Where it goes.</param>
    public void Write(in ItemFields item, ReadOnlySpan<byte> path, IBufferWriter<byte> into)
    {
        bool wasEmptyDirectory = false;
        foreach ((byte[]? text, string field) in _parts)
        {
            if (text is not null)
            {
                // Of an object without a directory {dir}/ is nothing, not a slash.
                into.Write(wasEmptyDirectory && text[0] == (byte)'/' ? text.AsSpan(1) : text);
                wasEmptyDirectory = false;
                continue;
            }
            wasEmptyDirectory = field == "dir" && item.Directory.IsEmpty;
            if (field == "block")
                // In the order of the names as in that of the numbers.
                into.Write(Encoding.UTF8.GetBytes((item.Block?.Number ?? 0).ToString("d6", System.Globalization.CultureInfo.InvariantCulture)));
            else if (field is "bucket" or "version")
                into.Write(Encoding.UTF8.GetBytes(field == "bucket" ? item.Bucket : item.Version));
            else
                into.Write(field switch
                {
                    "" => path.IsEmpty ? item.Key.Span : path,
                    "key" => item.Key.Span,
                    "name" => item.Name.Span,
                    "stem" => item.Stem.Span,
                    "ext" => item.Extension.Span,
                    _ => item.Directory.Span,
                });
        }
    }

    void AddText(StringBuilder plain)
    {
        if (plain.Length > 0)
            _parts.Add((RawText.BytesOf(plain.ToString()), ""));
        plain.Clear();
    }
}
