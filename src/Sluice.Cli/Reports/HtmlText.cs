using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sluice.Cli.Reports;

/// <summary>
/// Builds HTML. What stands between the holes of an interpolated string is markup; what goes into a hole is text and is always
/// escaped, so that no key, endpoint or reason can become markup.
/// </summary>
sealed class HtmlText
{
    readonly StringBuilder _html = new();

    /// <summary>Appends markup with escaped texts in it.</summary>
    public void Add(Handler markup) => _html.Append(markup.Html);

    /// <summary>Appends markup that has no text of others in it.</summary>
    public void AddMarkup(string markup) => _html.Append(markup);

    /// <summary>All of it.</summary>
    public override string ToString() => _html.ToString();

    /// <summary>Text as HTML: what markup is made of is escaped, and what moves or hides text is replaced by U+FFFD.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(Clean(text));

    /// <summary>Text without what moves or hides text: that is replaced by U+FFFD.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned ? "\uFFFD" : rune.ToString());
        }
        return clean.ToString();
    }

    /// <summary>Tells the compiler which parts of a string are markup and which are text.</summary>
    [InterpolatedStringHandler]
    public readonly struct Handler
    {
        /// <summary>Makes room for the markup, and some for each text.</summary>
        public Handler(int literalLength, int formattedCount) => Html = new StringBuilder(literalLength + 16 * formattedCount);

        /// <summary>What has been put together.</summary>
        public StringBuilder Html { get; }

        /// <summary>Markup.</summary>
        public void AppendLiteral(string markup) => Html.Append(markup);

        /// <summary>Text.</summary>
        public void AppendFormatted(string? text) => Html.Append(Escape(text ?? ""));

        /// <summary>A class attribute, or nothing. Class names are ours.</summary>
        public void AppendFormatted(HtmlClass name) => Html.Append(name.Name is null ? "" : $" class=\"{name.Name}\"");

        /// <summary>A number.</summary>
        public void AppendFormatted(long number) => AppendFormatted(number.ToString("N0", CultureInfo.InvariantCulture));
    }
}

/// <summary>A class attribute; null for none.</summary>
/// <param name="Name">The class.</param>
readonly record struct HtmlClass(string? Name);
