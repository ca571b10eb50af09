using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Benchmarking;

/// <summary>
/// result.json: a benchmark's result as a file. Names are snake_case and carry their unit; figures that were not measured are
/// left out; derived figures are written for readers and computed again when it is read. docs/bench-report.md describes it.
/// </summary>
public static class ResultFile
{
    /// <summary>The shape that is written, and the only one that is read. It changes when a name or a meaning does, not when a name is added.</summary>
    public const int Schema = 1;

    /// <summary>Its name in a report's directory.</summary>
    public const string Name = "result.json";

    // A day of seconds is 15 MB.
    internal const int MaxBytes = 64 << 20;

    /// <summary>Writes a result, indented.</summary>
    public static void Write(Stream stream, BenchResult result) => JsonSerializer.Serialize(stream, result, ResultJson.Indented.BenchResult);

    /// <summary>A result as one line of UTF-8, without its end.</summary>
    public static byte[] Line(BenchResult result) => JsonSerializer.SerializeToUtf8Bytes(result, ResultJson.OneLine.BenchResult);

    /// <summary>Reads a result that may come from anywhere.</summary>
    /// <param name="path">The file, or the directory of a report.</param>
    /// <param name="result">What it says; null when it could not be read.</param>
    /// <param name="problem">Why not, as sentences fit for a terminal; empty when it could.</param>
    /// <returns>False when there is no such file, it is no result, a result of another schema, cut short, larger than 64 MiB, or has figures that nothing measures.</returns>
    public static bool TryRead(string path, [NotNullWhen(true)] out BenchResult? result, out string problem)
    {
        result = null;
        problem = "";
        string file = Directory.Exists(path) ? Path.Combine(path, Name) : path;
        try
        {
            result = Parse(ReadBounded(file));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            problem = exception is FileNotFoundException or DirectoryNotFoundException ? $"{DisplayText.Of(file)}: no such file." : ItemFailure.From(exception, file).Message;
        }
        catch (JsonException exception)
        {
            problem = $"{DisplayText.Of(file)}: {Say(exception)}";
        }
        return result is not null;
    }

    /// <summary>Reads a result from bytes; throws <see cref="JsonException"/> with a sentence when they are none.</summary>
    internal static BenchResult Parse(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        // The header first: of a newer shape one must not complain about what it lacks.
        ResultHeader? header = JsonSerializer.Deserialize(json, ResultJson.OneLine.ResultHeader);
        if (header?.Schema is not { } schema)
            throw new JsonException("This is JSON, but no result of 'sluice bench': it has no schema.");
        if (schema != Schema)
            throw new JsonException(string.Create(CultureInfo.InvariantCulture,
                $"This result has schema {schema}, and this version of sluice reads schema {Schema}.{(schema > Schema ? " A newer sluice wrote it: use that one." : "")}"));
        BenchResult result = JsonSerializer.Deserialize(json, ResultJson.OneLine.BenchResult)!;
        return ResultCheck.Problem(result) is { } problem ? throw new JsonException(problem) : result;
    }

    // Read to the limit rather than measured: a pipe has no length.
    static byte[] ReadBounded(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        while (stream.Read(buffer) is > 0 and int read)
        {
            all.Write(buffer, 0, read);
            if (all.Length > MaxBytes)
                throw new JsonException($"This is more than {MaxBytes >> 20} MiB: no result of 'sluice bench' is so large.");
        }
        return all.ToArray();
    }

    static string Say(JsonException exception) => exception.LineNumber is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"This is no complete result of 'sluice bench' (line {line + 1}{(exception.Path is { Length: > 1 } at ? $", at {DisplayText.Of(at)}" : "")}): {FirstSentence(exception.Message)}")
        : DisplayText.Of(exception.Message);

    // What follows repeats the place.
    static string FirstSentence(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0)
            end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return DisplayText.Of(end < 0 ? message : message[..end]);
    }
}
