namespace Sluice.Locations;

/// <summary>Why something in a tree is not copied.</summary>
/// <param name="Code">Short name: <c>Denied</c>, <c>Unreadable</c>, <c>Loop</c>, <c>NotAFile</c>, <c>BadName</c>, <c>DirectoryLink</c>, <c>Unfinished</c>, <c>Missing</c>.</param>
/// <param name="Message">One sentence for people.</param>
internal sealed record LocalProblem(string Code, string Message)
{
    /// <summary>It is left out as a matter of course: nothing is wrong with it.</summary>
    public bool IsLeftOut => Code is "DirectoryLink" or "Unfinished";
}
