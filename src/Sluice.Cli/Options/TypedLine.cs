using System.Text;

namespace Sluice.Cli.Options;

/// <summary>
/// A command line as typed so far, split as a shell splits it (POSIX.1-2024, section 2.2, quoting): the words before the cursor, and the one at it, without their quotes and backslashes.
/// </summary>
/// <param name="Words">The words that are typed whole, after the command's own name.</param>
/// <param name="Word">The word at the cursor, which may be empty.</param>
/// <param name="Quote">The quote that is open at the cursor; <c>'\0'</c> for none.</param>
/// <param name="Kept">Characters of <paramref name="Word"/> before the place from which a shell replaces it: behind its open quote or its last break.</param>
sealed record TypedLine(IReadOnlyList<string> Words, string Word, char Quote, int Kept)
{
    /// <summary>Splits a line.</summary>
    /// <param name="text">What stands before the cursor.</param>
    /// <param name="breaks">Characters at which the shell begins anew within a word (COMP_WORDBREAKS of bash); empty for none.</param>
    public static TypedLine Read(string text, string breaks)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool isOpen = false;
        char quote = '\0';
        int kept = 0, keptBefore = 0;
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (quote == c)
            {
                (quote, kept) = ('\0', keptBefore);
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                (quote, keptBefore, kept, isOpen) = (c, kept, word.Length, true);
            }
            else if (c == '\\' && quote != '\'')
            {
                isOpen = true;
                // A backslash at the end waits for what it escapes.
                if (++at == text.Length)
                    break;
                if (quote == '"' && !"$`\"\\".Contains(text[at], StringComparison.Ordinal))
                    word.Append('\\');
                word.Append(text[at]);
            }
            else if (quote == '\0' && (char.IsWhiteSpace(c) || c is ';' or '|' or '&'))
            {
                if (isOpen)
                    words.Add(word.ToString());
                word.Clear();
                (isOpen, kept) = (false, 0);
                if (!char.IsWhiteSpace(c))
                    words.Clear();
            }
            else
            {
                word.Append(c);
                isOpen = true;
                if (quote == '\0' && breaks.Contains(c, StringComparison.Ordinal))
                    kept = word.Length;
            }
        }
        // Variables may be set before the command.
        return new TypedLine([.. words.SkipWhile(IsAssignment).Skip(1)], word.ToString(), quote, kept);
    }

    /// <summary>What bash puts in place of the word, from <see cref="Kept"/> on, so that it means <paramref name="word"/>.</summary>
    public string ForBash(string word)
    {
        string rest = word[Math.Min(Kept, word.Length)..];
        if (Quote == '\'')
            return rest.Replace("'", @"'\''", StringComparison.Ordinal);
        StringBuilder text = new();
        foreach (char c in rest)
            text.Append((Quote == '"' ? "$`\"\\".Contains(c, StringComparison.Ordinal) : char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && !"_./:=@%+,-".Contains(c, StringComparison.Ordinal)) ? "\\" : "").Append(c);
        return text.ToString();
    }

    static bool IsAssignment(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals && word.AsSpan(0, equals).IndexOfAnyExcept(Names) < 0;

    static readonly System.Buffers.SearchValues<char> Names = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
