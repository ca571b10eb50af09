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

    /// <summary>Reads an answer: its result goes to the output, a text as it is, anything else as JSON. Null when it is ok.</summary>
    public static ItemFailure? Read(ReadOnlySpan<byte> line, ProgramOutput output)
    {
        string status = "", message = "";
        try
        {
            Utf8JsonReader reader = new(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return NoAnswer(line);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("status"u8))
                {
                    reader.Read();
                    status = reader.GetString() ?? "";
                }
                else if (reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    message = reader.GetString() ?? "";
                }
                else if (reader.ValueTextEquals("result"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                    {
                        output.Append(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan);
                    }
                    else if (reader.TokenType != JsonTokenType.Null)
                    {
                        int start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        output.Append(line[start..(int)reader.BytesConsumed]);
                    }
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return NoAnswer(line);
        }
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

    static ItemFailure NoAnswer(ReadOnlySpan<byte> line) => new(OutcomeKind.Failed, Bad,
        $"The program answered with no JSON object that has a status of ok, retry, fail or quarantine: {DisplayText.Of(line[..Math.Min(line.Length, 200)])}");
}
