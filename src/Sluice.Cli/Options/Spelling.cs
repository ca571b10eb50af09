namespace Sluice.Cli.Options;

/// <summary>Finds the word that was probably meant.</summary>
static class Spelling
{
    // Fewer letters begin too many words.
    const int LeastBeginning = 3;

    /// <summary>The candidate nearest to a mistyped word, or the only one that it begins; null when none is near: at most one change in three characters.</summary>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        int letters = word.TrimStart('-').Length, begun = 0;
        (string? best, int distance, string? whole) = (null, Math.Max(1, letters / 3) + 1, null);
        foreach (string candidate in candidates)
        {
            if (candidate == word)
                continue;
            int d = Distance(word, candidate);
            if (d < distance)
                (best, distance) = (candidate, d);
            if (letters >= LeastBeginning && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase) && begun++ == 0)
                whole = candidate;
        }
        return best ?? (begun == 1 ? whole : null);
    }

    /// <summary>" Did you mean X?" or nothing, to go behind a sentence.</summary>
    public static string DidYouMean(string word, IEnumerable<string> candidates) =>
        Closest(word, candidates) is { } best ? $" Did you mean {best}?" : "";

    // Edits, and swaps of neighbours, which are the commonest slip (optimal string alignment).
    static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
