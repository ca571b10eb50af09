namespace Sluice.Endpoint.Policies;

/// <summary>Patterns of policies: <c>*</c> for any text, <c>?</c> for one character.</summary>
static class PolicyPattern
{
    /// <summary>Takes time in proportion to the product of the lengths at most, whatever the pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0, place = 0, star = -1, retry = 0;
        while (at < text.Length)
        {
            if (place < pattern.Length && pattern[place] == '*')
            {
                star = place++;
                retry = at;
            }
            else if (place < pattern.Length && (pattern[place] == '?' || pattern[place] == text[at]))
            {
                place++;
                at++;
            }
            else if (star >= 0)
            {
                place = star + 1;
                at = ++retry;
            }
            else
            {
                return false;
            }
        }
        return pattern[place..].IndexOfAnyExcept('*') < 0;
    }
}
