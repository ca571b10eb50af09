namespace Sluice.Jobs.Leftovers;

/// <summary>Whether something is left over.</summary>
public enum LeftoverState
{
    /// <summary>Nobody will finish it.</summary>
    Abandoned,

    /// <summary>A worker has it in hand.</summary>
    Running,

    /// <summary>It may be in hand, and is not old enough to be taken for abandoned.</summary>
    Young,
}
