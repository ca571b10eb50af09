namespace Sluice.Trees.Local;

/// <summary>Why something in a tree is not copied.</summary>
/// <param name="Code">Short name: <c>Denied</c>, <c>Unreadable</c>, <c>Loop</c>, <c>NotAFile</c>, <c>BadName</c>, <c>DirectoryLink</c>, <c>Link</c>, <c>Unfinished</c>, <c>OwnFile</c>, <c>Missing</c>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="SkippedBy">What leaves it out; none for what is always a failure.</param>
internal sealed record LocalProblem(string Code, string Message, LocalSkip SkippedBy = LocalSkip.None)
{
    /// <summary>What is said of a name that was given and is not there.</summary>
    public static LocalProblem Missing { get; } = new("Missing", "There is no such file or directory.");

    /// <summary>The sentence, and how it can be left out; or that it was.</summary>
    public string Told(LocalSkip skips) => SkippedBy == LocalSkip.None ? Message : $"{Message} {(IsSkipped(skips) ? "Left out by " : "To leave such out: ")}{Switch(SkippedBy)}.";

    /// <summary>It is left out as a matter of course: nothing is wrong with it.</summary>
    public bool IsLeftOut => Code is "DirectoryLink" or "Unfinished" or OwnFiles.Code;

    /// <summary>No item at all, and counted nowhere: this run itself writes it.</summary>
    public bool IsOwn => Code == OwnFiles.Code;

    /// <summary>True when it is left out.</summary>
    public bool IsSkipped(LocalSkip skips) => (SkippedBy & skips) != 0;

    /// <summary>The option of that name.</summary>
    public static string Switch(LocalSkip skip) => skip switch
    {
        LocalSkip.Unreadable => "--skip-unreadable",
        LocalSkip.Links => "--skip-links",
        _ => "--skip-special",
    };
}
