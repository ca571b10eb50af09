using Sluice.Engine;
using Sluice.Processing.Actions;
using Sluice.Processing.Inputs;
using Sluice.Processing.Outputs;
using Sluice.Processing.Programs;
using Sluice.Transfer;

namespace Sluice.Processing.Tables;

/// <summary>Writes each object, CSV or JSON Lines, as one Parquet file, on the worker's own thread.</summary>
/// <param name="asText">All columns are text.</param>
internal sealed class TableAction(bool asText) : ObjectAction
{
    static readonly string[] Compressions = [".gz", ".zst", ".bz2", ".xz"];

    /// <inheritdoc/>
    public override string Identity => $"built-in\0to-parquet {asText}";

    /// <inheritdoc/>
    public override ActionResult Run(in ItemFields item, ItemInput input, JobSlot slot, int attempt, ProgramLimits limits, CancellationToken token)
    {
        try
        {
            ReadOnlyMemory<byte> first = input.Next();
            using PulledInput stream = new(input, first);
            using TableReader rows = Open(NameOf(item), first.Span, stream);
            using OutputStream output = new(slot.Output);
            // Nothing in it waits: streams here block.
            ParquetTable.WriteAsync(rows, asText, output).GetAwaiter().GetResult();
            return new ActionResult(null, new ProgramExit(null, null) { BytesIn = input.BytesRead });
        }
        catch (InvalidDataException wrong)
        {
            return new ActionResult(new ItemFailure(OutcomeKind.Failed, "BadTable", wrong.Message), default);
        }
    }

    // Its name says what it is; else its first byte does.
    static TableReader Open(string name, ReadOnlySpan<byte> first, Stream stream)
    {
        if (Ends(name, ".csv"))
            return new CsvTable(stream, ',');
        if (Ends(name, ".tsv"))
            return new CsvTable(stream, '\t');
        if (Ends(name, ".jsonl") || Ends(name, ".ndjson") || Ends(name, ".json"))
            return new JsonTable(stream);
        if (first.StartsWith("\uFEFF"u8))
            first = first[3..];
        return first.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? new JsonTable(stream) : new CsvTable(stream, ',');
    }

    static string NameOf(in ItemFields item)
    {
        string name = System.Text.Encoding.UTF8.GetString(item.Name.Span);
        string? compression = Array.Find(Compressions, one => Ends(name, one));
        return compression is null ? name : name[..^compression.Length];
    }

    static bool Ends(string name, string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
