namespace Sluice.Sftp;

/// <summary>What is asked of a removal on a host before it begins.</summary>
public static class HostRemoval
{
    /// <summary>Why nothing is removed there, one sentence; null when the removal can begin. May ask the host.</summary>
    /// <param name="location">What would be removed.</param>
    /// <param name="recursive">Everything below a directory is meant.</param>
    public static string? ProblemOf(SftpLocation location, bool recursive)
    {
        ArgumentNullException.ThrowIfNull(location);
        return location.ProblemOfRemoval ?? (!recursive && location.IsContainer ? $"{location} is a directory: add --recursive to remove everything below it." : null);
    }
}
