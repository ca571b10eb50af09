using System.Buffers;
using System.Text;
using Sluice.Failures;

namespace Sluice.Processing;

/// <summary>
/// A text with placeholders: <c>{}</c>, <c>{key}</c>, <c>{name}</c>, <c>{stem}</c>, <c>{ext}</c>, <c>{dir}</c>, <c>{bucket}</c>, <c>{version}</c>, <c>{block}</c>. A word in two
/// pairs of braces is that word in one, what a shell has in <c>${}</c> is the shell's, and braces around anything but one word of small letters mean themselves.
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
            if (c == '{' && text.AsSpan(at).StartsWith("{{") && WordAt(text, at + 1) is { } meant && text.AsSpan(at + meant.Length + 3).StartsWith("}"))
            {
                plain.Append('{').Append(meant).Append('}');
                at += meant.Length + 3;
                continue;
            }
            if (c != '{' || at > 0 && text[at - 1] == '$' || WordAt(text, at) is not { } word)
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
            at += word.Length + 1;
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
    public bool IsUnique
    {
        get
        {
            // Two parts that vary tell objects apart only where it is known where one ends: names have no slashes. The bucket is one for all of a source.
            List<int> varying = [.. Enumerable.Range(0, _parts.Count).Where(at => _parts[at] is { Text: null, Field: not "bucket" })];
            return varying is [int one] ? _parts[one].Field is "" or "key"
                : varying is [int first, int second] && _parts[first].Field == "dir" && _parts[second].Field == "name" && _parts[first + 1].Text is [(byte)'/', ..];
        }
    }

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
            wasEmptyDirectory = field == "dir" && !item.HasDirectory;
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

    // The word of small letters in the braces that begin here, or an empty one; null for anything else.
    static string? WordAt(string text, int brace)
    {
        int end = text.IndexOf('}', brace);
        return end > brace && text[(brace + 1)..end] is var word && word.All(static c => char.IsAsciiLetterLower(c) || c == '_') ? word : null;
    }

    void AddText(StringBuilder plain)
    {
        if (plain.Length > 0)
            _parts.Add((RawText.BytesOf(plain.ToString()), ""));
        plain.Clear();
    }
}
