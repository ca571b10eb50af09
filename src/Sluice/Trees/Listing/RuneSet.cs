using System.Text;

namespace Sluice.Trees.Listing;

/// <summary>The characters that may stand at one place of a key that is made up, in order. Control characters and the percent sign never do: some stores refuse or decode them.</summary>
internal sealed class RuneSet
{
    /// <summary>A place where so many were seen has shown what it takes.</summary>
    const int Enough = 4;

    readonly List<int> _runes = [];

    /// <summary>The characters, ascending, as code points: the order of their UTF-8 bytes is the same.</summary>
    public IReadOnlyList<int> Runes => _runes;

    /// <summary>How many there are.</summary>
    public int Count => _runes.Count;

    /// <summary>Adds a character, unless it is one that must not be made up.</summary>
    public void Add(Rune rune)
    {
        if (rune.Value != '%' && !Rune.IsControl(rune))
            Add(rune.Value);
    }

    /// <summary>
    /// These characters with those that likely belong to them: the letters and digits of the place to the right when they
    /// have one in common, so that hexadecimal digits stay hexadecimal; else all digits to a digit, all letters to a letter of ASCII.
    /// </summary>
    /// <param name="right">The place to the right; null for none.</param>
    /// <param name="isPart">The keys seen are neighbours that begin to differ here: however many were seen, there are others.</param>
    public RuneSet Completed(RuneSet? right, bool isPart)
    {
        RuneSet full = new();
        foreach (int rune in _runes)
            full.Add(rune);
        if (Count >= Enough && !isPart)
            return full;
        bool isAlike = right is not null && _runes.Exists(rune => IsAlphanumeric(rune) && right._runes.BinarySearch(rune) >= 0);
        if (isAlike)
            foreach (int rune in right!._runes)
                if (IsAlphanumeric(rune))
                    full.Add(rune);
        foreach (int rune in _runes)
            if (rune is >= '0' and <= '9')
                full.AddAll('0', '9');
            else if (!isAlike && rune is >= 'a' and <= 'z')
                full.AddAll('a', 'z');
            else if (!isAlike && rune is >= 'A' and <= 'Z')
                full.AddAll('A', 'Z');
        return full;
    }

    static bool IsAlphanumeric(int rune) => rune >= 0x80 || char.IsAsciiLetterOrDigit((char)rune);

    void AddAll(int first, int last)
    {
        for (int rune = first; rune <= last; rune++)
            Add(rune);
    }

    void Add(int rune)
    {
        int at = _runes.BinarySearch(rune);
        if (at < 0)
            _runes.Insert(~at, rune);
    }
}
