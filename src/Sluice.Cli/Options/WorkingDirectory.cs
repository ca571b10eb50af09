namespace Sluice.Cli.Options;

/// <summary>What relative paths are relative to.</summary>
static class WorkingDirectory
{
    /// <summary>Its path; null when it was removed: it has no name any more.</summary>
    public static string? Current
    {
        get
        {
            try
            {
                return Environment.CurrentDirectory;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
