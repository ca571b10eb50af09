using System.Text;

namespace Sluice.Cli.Lines;

/// <summary>Splits a line into words as a shell does: blanks between words, '...', "...", and backslashes; nothing is expanded.</summary>
static class ShellWords
{
    /// <summary>Splits; false, and what is wrong, when a quote is not closed or nothing follows a backslash.</summary>
    public static bool TrySplit(string line, out List<string> words, out string problem)
    {
        words = [];
        problem = "";
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int at = 0; at < line.Length; at++)
        {
            char next = line[at];
            bool escapes = next == '\\' && (quote == '\0' || quote == '"' && at + 1 < line.Length && line[at + 1] is '"' or '\\' or '$' or '`');
            if (next == '\\' && quote == '\0' && at + 1 == line.Length)
                problem = "it ends in a backslash";
            else if (escapes && quote != '\'')
                word.Append(line[++at]);
            else if (quote != '\0')
            {
                if (next == quote)
                    quote = '\0';
                else
                    word.Append(next);
            }
            else if (next is '\'' or '"')
                quote = next;
            else if (next is ' ' or '\t')
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
                continue;
            }
            else
                word.Append(next);
            inWord = true;
        }
        if (quote != '\0')
            problem = $"a {quote} is not closed";
        if (inWord)
            words.Add(word.ToString());
        return problem.Length == 0;
    }
}
