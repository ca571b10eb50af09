namespace Sluice.Failures;

/// <summary>A failure of a place on its way through code that reads or writes bytes as files do, and expects exceptions of those.</summary>
internal sealed class PlaceException(Failure failure) : IOException(failure.Message, failure.Cause)
{
    /// <summary>What went wrong, classified already.</summary>
    public Failure Failure => failure;
}
