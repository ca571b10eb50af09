using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>
/// The tags of each object are set, or changed. A change reads them first and writes them back: S3 has no condition for that, so of two who do it at a time
/// the later one may undo what the other did.
/// </summary>
public sealed record TagChange : ObjectOperation
{
    /// <summary>All other tags go, too; they are not read then. Default false.</summary>
    public bool Replaces { get; init; }

    /// <summary>Tags that the object gets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Added { get; init; } = [];

    /// <summary>Names of tags that go.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <inheritdoc/>
    public override string Name => "tag";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        if (TagRules.ProblemOf(Added) is { } problem)
            yield return problem;
        foreach (string name in Removed.Where(name => Added.Any(tag => tag.Key == name)))
            yield return $"The tag '{DisplayText.Of(name)}' cannot be added and removed.";
        if (!Replaces && Added.Count == 0 && Removed.Count == 0)
            yield return "There is no tag to change.";
    }

    /// <summary>What an object with these tags has afterwards, in the order that it had; what is new comes last.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Apply(IReadOnlyList<KeyValuePair<string, string>> tags) => Replaces ? Added :
    [
        .. tags.Where(tag => !Removed.Contains(tag.Key)).Select(tag => Added.FirstOrDefault(added => added.Key == tag.Key) is { Key: not null } added ? added : tag),
        .. Added.Where(added => !tags.Any(tag => tag.Key == added.Key)),
    ];

    internal LookBack Looks { get; init; } = new();

    internal override bool TakesUnseen => true;

    internal override ObjectOperation ForRun() => this with { Looks = new LookBack() };

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new TagUpdate(run, source, this, dryRun) { Fingerprint = done.Fingerprint, WasDone = done.WasDone };
}
