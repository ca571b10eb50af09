using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.Work;

/// <summary>Lets the store copy every object, each round to the same keys.</summary>
/// <param name="objects">The sources.</param>
/// <param name="below">Prefix of the copies.</param>
internal sealed class CopyWork(IReadOnlyList<ObjectSource> objects, S3Location below) : BenchWork
{
    /// <inheritdoc/>
    public override long Objects => objects.Count;

    /// <inheritdoc/>
    public override Failure? Produce(Round round)
    {
        for (int number = 0; number < objects.Count; number++)
        {
            ObjectSource source = objects[number];
            if (!round.TryBegin(source.Size))
                return null;
            TransferContext run = round.Run;
            ObjectTarget target = new(source.Client, source.Profile, below.Bucket, below.Key.Append(Encoding.ASCII.GetBytes(number.ToString("D7", CultureInfo.InvariantCulture))), ObjectAttributes.None);
            ItemPlan plan = Planner.ServerSideCopy(source.Size, run.Options.PartSize, run.Options.PartCopyThreshold, source.Client.PartLimits);
            if (!round.Offer(plan.IsParted ? new PartCopy(run, source, target) : new ServerSideCopy(run, source, target)))
                return null;
        }
        round.IsComplete = true;
        return null;
    }
}
