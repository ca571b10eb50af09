namespace Sluice.Processing.Results;

/// <summary>How rows are written. For one thread at a time.</summary>
internal abstract class ResultFormat : IDisposable
{
    /// <summary>Writes the header, if there is one.</summary>
    public virtual void Begin() { }

    /// <summary>Writes a row.</summary>
    /// <param name="row">The attempt.</param>
    /// <param name="command">The command that it belongs to.</param>
    /// <param name="arguments">The program's arguments; null to leave them out.</param>
    public abstract void Append(ProcessedObject row, string command, string? arguments);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The word for an outcome.</summary>
    public static string Word(ProcessedObject row) => row.Kind is { } kind ? kind.ToString().ToLowerInvariant() : "retry";

    /// <summary>The item's number as text.</summary>
    public static string Id(ProcessedObject row) => row.Id.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
