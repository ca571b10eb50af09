using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing.Outputs;
using Sluice.Transfer;

namespace Sluice.Processing.Programs;

/// <summary>What a program that stays answers: <c>{"status": "ok", "result": ...}</c>, with retry, fail or quarantine, and a message, where it is not ok.</summary>
internal static class ProgramAnswer
{
    /// <summary>Code of what is no answer.</summary>
    public const string Bad = "BadAnswer";

    /// <summary>Reads the answer about the object of this number: its result goes to the output, a text as it is, anything else as JSON. Null when it is ok.</summary>
    public static ItemFailure? Read(ReadOnlySpan<byte> line, long id, ProgramOutput output)
    {
        string? status = null, message = null;
        ReadOnlySpan<byte> result = default, echoed = default;
        bool hasResult = false, hasId = false;
        try
        {
            Utf8JsonReader reader = new(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return NoAnswer(line);
            // Of two of one name nobody knows which is meant.
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("status"u8))
                {
                    if (status is not null)
                        return NoAnswer(line, "has two statuses");
                    reader.Read();
                    status = reader.GetString() ?? "";
                }
                else if (reader.ValueTextEquals("message"u8))
                {
                    if (message is not null)
                        return NoAnswer(line, "has two messages");
                    reader.Read();
                    message = reader.GetString() ?? "";
                }
                else if (reader.ValueTextEquals("result"u8))
                {
                    if (hasResult)
                        return NoAnswer(line, "has two results");
                    hasResult = true;
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        result = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
                    }
                    else if (reader.TokenType != JsonTokenType.Null)
                    {
                        int start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        result = line[start..(int)reader.BytesConsumed];
                    }
                }
                else if (reader.ValueTextEquals("id"u8))
                {
                    if (hasId)
                        return NoAnswer(line, "has two ids");
                    hasId = true;
                    reader.Read();
                    echoed = reader.TokenType is JsonTokenType.Number or JsonTokenType.String ? reader.ValueSpan : default;
                    reader.Skip();
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
            // Throws for anything but blanks behind it.
            reader.Read();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return NoAnswer(line);
        }
        if (hasId && !(Utf8Parser.TryParse(echoed, out long told, out int used) && used == echoed.Length && told == id))
            return NoAnswer(line, $"is for another object: its id is not {id}") with { MayPass = true };
        ItemFailure? failure = Judge(line, status ?? "", message ?? "");
        if (failure is not { Code: Bad })
            output.Append(result);
        return failure;
    }

    /// <summary>A program that left well instead of answering.</summary>
    /// <param name="reason">The first line that it wrote to stderr; may be empty.</param>
    public static ItemFailure None(string reason) =>
        new(OutcomeKind.Failed, Bad, $"The program ended without an answer; one that stays answers each line that it reads{(reason.Length > 0 ? $": {reason}" : ".")}") { MayPass = true };

    static ItemFailure? Judge(ReadOnlySpan<byte> line, string status, string message)
    {
        string told = message.Length > 0 ? DisplayText.Of(message) : "The program gave no reason.";
        return status switch
        {
            "ok" => null,
            "retry" => new ItemFailure(OutcomeKind.Failed, "Retry", told) { MayPass = true },
            "fail" => new ItemFailure(OutcomeKind.Failed, "Fail", told),
            "quarantine" => new ItemFailure(OutcomeKind.Quarantined, "Quarantine", told),
            _ => NoAnswer(line),
        };
    }

    static ItemFailure NoAnswer(ReadOnlySpan<byte> line, string why) => new(OutcomeKind.Failed, Bad, $"The program's answer {why}: {Shown(line)}");

    static string Shown(ReadOnlySpan<byte> line) => DisplayText.Of(line[..Math.Min(line.Length, 200)]);

    static ItemFailure NoAnswer(ReadOnlySpan<byte> line) => new(OutcomeKind.Failed, Bad,
        $"The program answered with no JSON object that has a status of ok, retry, fail or quarantine, and nothing behind it: {Shown(line)}");
}
