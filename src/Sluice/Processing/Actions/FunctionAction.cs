using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing.Inputs;
using Sluice.Processing.Outputs;
using Sluice.Processing.Programs;
using Sluice.Transfer;

namespace Sluice.Processing.Actions;

/// <summary>A function of .NET, on the worker's own thread. What it throws is its object's failure.</summary>
/// <param name="function">The function: it reads its object from the first stream, and what it writes to the second is the output.</param>
internal sealed class FunctionAction(Func<Stream, Stream, ItemFields, CancellationToken, Task> function) : ObjectAction
{
    /// <inheritdoc/>
    public override string Identity => "function";

    /// <inheritdoc/>
    public override ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        try
        {
            using PulledInput stream = new(input, default);
            using OutputStream output = new(slot.Output);
            function(stream, output, item, token).GetAwaiter().GetResult();
            return new ActionResult(null, new ProgramExit(null, null) { BytesIn = input.BytesRead });
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a user's function throws must not take the other objects with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new ActionResult(new ItemFailure(OutcomeKind.Failed, exception.GetType().Name, DisplayText.Of(exception.Message)), default);
        }
    }
}
