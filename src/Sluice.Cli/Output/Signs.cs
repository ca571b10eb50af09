namespace Sluice.Cli.Output;

/// <summary>What text is drawn with besides letters: plain ASCII where the locale says that the terminal has no more.</summary>
/// <param name="More">Text was cut here.</param>
/// <param name="Times">Before or behind a count.</param>
/// <param name="Micro">Of a millionth.</param>
/// <param name="Full">A cell of a bar that is done.</param>
/// <param name="Empty">A cell that is not.</param>
/// <param name="Steps">Heights of a line, the lowest first.</param>
sealed record Signs(char More, string Times, string Micro, char Full, char Empty, string Steps)
{
    /// <summary>Where text is UTF-8.</summary>
    public static Signs Unicode { get; } = new('…', "×", "µ", '━', '─', "▁▂▃▄▅▆▇█");

    /// <summary>Where it is not.</summary>
    public static Signs Plain { get; } = new('~', "x", "u", '=', '-', "_.-=+*#@");

    /// <summary>Those of this process.</summary>
    public static Signs Current { get; } = For(Environment.GetEnvironmentVariable);

    /// <summary>
    /// Those of a locale, which the first of LC_ALL, LC_CTYPE and LANG that is set names (POSIX, "Internationalization Variables"). Where none is
    /// set, as in most containers, terminals are UTF-8 all the same; so are those of Windows, which has no such variables.
    /// </summary>
    public static Signs For(Func<string, string?> variable)
    {
        string? locale = ((string[])["LC_ALL", "LC_CTYPE", "LANG"]).Select(variable).FirstOrDefault(static value => !string.IsNullOrEmpty(value));
        return OperatingSystem.IsWindows() || locale is null || locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase) ? Unicode : Plain;
    }
}
