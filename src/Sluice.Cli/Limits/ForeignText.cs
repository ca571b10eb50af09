using System.Globalization;

namespace Sluice.Cli.Limits;

/// <summary>What another process says of itself, which has escaped its own text: only what is still unfit for a terminal goes.</summary>
static class ForeignText
{
    /// <summary>The text, without controls and format characters.</summary>
    public static string Clean(string text) => string.Concat(text.Where(static c => !char.IsControl(c) && char.GetUnicodeCategory(c) is not UnicodeCategory.Format));
}
