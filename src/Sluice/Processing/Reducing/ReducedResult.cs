using Sluice.Engine;
using Sluice.Processing.Outputs;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Processing.Reducing;

/// <summary>The last step of a run that combines: its one result is published. No item of its own in the ledger.</summary>
/// <param name="context">The run.</param>
/// <param name="reduction">Has combined the outputs.</param>
internal sealed class ReducedResult(ProcessContext context, Reduction reduction) : SingleTransfer(context.Run)
{
    /// <inheritdoc/>
    public override Location From => context.Request.Sources[0];

    /// <inheritdoc/>
    public override Location? To => context.Request.To;

    /// <summary>Why there is no result; null when there is.</summary>
    public ItemFailure? Failure { get; private set; }

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (reduction.Finish(out ItemFailure? failure) is { } result)
        {
            failure = context.ResultPlace is { } place ? place.Publish(this, worker, result, place.NameOf(default)) : context.Request.WritesLines ? Write(result) : null;
            if (failure is null)
                context.Request.OnReduced?.Invoke(new ProcessedReduction(result.Text(ProcessedRow.MostResult, out bool isCut), isCut, To));
            context.ReturnOutput(result);
        }
        Failure = failure;
        EndPending();
    }

    ItemFailure? Write(ProgramOutput result)
    {
        try
        {
            Stream stream = context.Run.OpenOutput();
            byte[] buffer = new byte[64 << 10];
            for (long at = 0; result.Read(at, buffer) is > 0 and int count; at += count)
                stream.Write(buffer, 0, count);
            stream.Flush();
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ResultLines.Unwritten(exception);
        }
    }
}
