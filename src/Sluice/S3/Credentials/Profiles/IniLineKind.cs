namespace Sluice.S3.Credentials.Profiles;

/// <summary>What a line of an INI file is.</summary>
public enum IniLineKind
{
    /// <summary>Neither a section nor a setting: a mistake.</summary>
    Other,

    /// <summary>Empty, or a comment.</summary>
    Blank,

    /// <summary><c>[kind name]</c>.</summary>
    Section,

    /// <summary><c>[kind name</c>, never closed: a mistake.</summary>
    UnclosedSection,

    /// <summary><c>name = value</c>.</summary>
    Setting,
}
