namespace Sluice.Transfer.Reporting;

/// <summary>How rows become bytes. Each call leaves whole rows in the stream it was made for.</summary>
internal abstract class ReportFormat : IDisposable
{
    /// <summary>Appends a row with its end.</summary>
    public abstract void Append(ReportRow row);

    /// <summary>Frees the writer.</summary>
    public abstract void Dispose();
}
