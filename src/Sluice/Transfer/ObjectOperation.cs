using Sluice.Engine;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>What is done with each of many objects where it is.</summary>
public abstract record ObjectOperation
{
    private protected ObjectOperation() { }

    /// <summary>What outcomes call it: <c>tag</c>, <c>meta</c>, <c>restore</c>.</summary>
    public abstract string Name { get; }

    /// <summary>All that is wrong with it, one sentence each, fit for a terminal.</summary>
    public abstract IEnumerable<string> Problems();

    /// <summary>An object is changed also where the store does not let this user look at it first.</summary>
    internal virtual bool TakesUnseen => false;

    /// <summary>The run of it, with what it needs besides.</summary>
    internal virtual RunRequest Describe(RunRequest run) => run;

    /// <summary>The same, for one run of it.</summary>
    internal virtual ObjectOperation ForRun() => this;

    /// <summary>Everything was listed and offered: what is left to do, until the run is stopped.</summary>
    internal virtual void Finish(TransferContext run) { }

    /// <summary>The work on one object.</summary>
    internal abstract WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done);
}
