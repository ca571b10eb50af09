namespace Sluice.Verify;

/// <summary>What a verification found of one name. Pending is none of these: it is what was listed and has not been compared yet.</summary>
public enum VerifyEntryKind
{
    /// <summary>Both sides have it, with the same bytes.</summary>
    Identical,
    /// <summary>Both sides have it, with other bytes.</summary>
    Different,
    /// <summary>Only the first side has it.</summary>
    OnlyInA,
    /// <summary>Only the second side has it.</summary>
    OnlyInB,
    /// <summary>It could not be compared: a side could not be read, or changed meanwhile.</summary>
    Unreadable,
    /// <summary>The same size, no checksum in common, and reading was not allowed.</summary>
    Unchecked,
    /// <summary>Left out on purpose: a symbolic link to a directory, and what <see cref="VerifyRequest.Skips"/> says.</summary>
    Skipped,
}
