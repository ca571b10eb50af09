using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>A file, a directory or a glob on this machine.</summary>
/// <param name="Path">As typed; relative paths are relative to the working directory.</param>
public sealed record LocalLocation(string Path) : Location
{
    /// <summary>True when wildcards mean themselves, also where no file has this name.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The path, escaped for a terminal.</summary>
    public override string ToString() => DisplayText.Of(Path);
}
