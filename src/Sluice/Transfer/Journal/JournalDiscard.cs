namespace Sluice.Transfer.Journal;

/// <summary>What became of a run that was to be given up.</summary>
public enum JournalDiscard
{
    /// <summary>Nothing of it is left.</summary>
    Done,
    /// <summary>It is running: nothing was touched.</summary>
    Running,
    /// <summary>Something that it left could not be removed, which was said; its journal stays.</summary>
    Incomplete,
}
