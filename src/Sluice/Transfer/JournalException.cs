namespace Sluice.Transfer;

/// <summary>A journal that cannot be used: another run has it, or another version wrote it. The message says what to do.</summary>
public sealed class JournalException : Exception
{
    /// <summary>A journal that cannot be used.</summary>
    public JournalException() { }

    /// <summary>A journal that cannot be used, and why.</summary>
    public JournalException(string message) : base(message) { }

    /// <summary>A journal that cannot be used, why, and what was behind it.</summary>
    public JournalException(string message, Exception innerException) : base(message, innerException) { }
}
