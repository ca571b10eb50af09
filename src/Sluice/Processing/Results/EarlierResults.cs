using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sluice.Processing.Results;

/// <summary>What a results file of an earlier run says: which objects are done, and where its last whole row ends.</summary>
internal sealed class EarlierResults
{
    // A row holds at most some hundred KiB: what is longer is no results file.
    const int MostRowBytes = 4 << 20;

    // The columns that matter come first, and none of them is ever quoted.
    const int Id = 0, Command = 1, Outcome = 2;

    /// <summary>Objects that are done: 16 bytes and their place in a table each, some 30 MB for a million.</summary>
    public HashSet<UInt128> Done { get; } = [];

    /// <summary>Bytes of whole rows; what follows was torn.</summary>
    public long Length { get; private set; }

    long _lines;

    /// <summary>Rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file, from its beginning.</param>
    /// <param name="isJson">Its format.</param>
    /// <param name="command">The command whose rows these must be.</param>
    /// <param name="problem">Why they are not; null when they are.</param>
    public static EarlierResults Read(Stream file, bool isJson, string command, out string? problem)
    {
        EarlierResults results = new();
        problem = null;
        bool first = !isJson;
        byte[] buffer = new byte[256 << 10];
        int used = 0;
        for (int read; problem is null && (read = file.Read(buffer, used, buffer.Length - used)) > 0;)
        {
            used += read;
            int at = 0;
            // No text in a row has a line end of its own: a quote too many, as an editor leaves it, costs no row behind it.
            while (problem is null && buffer.AsSpan(at, used - at).IndexOf((byte)'\n') + 1 is > 0 and int length)
            {
                results._lines++;
                ReadOnlySpan<byte> row = buffer.AsSpan(at, length - 1);
                if (first)
                    problem = row.StartsWith("id,command,outcome,"u8) ? null : "it is no results file of 'sluice process'";
                else
                    problem = results.Take(row, isJson, command);
                first = false;
                at += length;
                results.Length += length;
            }
            buffer.AsSpan(at, used - at).CopyTo(buffer);
            used -= at;
            if (used == buffer.Length && used >= MostRowBytes)
                problem ??= "it is no results file of 'sluice process'";
            else if (used == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
        }
        // What is torn is dropped, and must be ours: without a whole row only its beginning can tell.
        if (problem is null && results.Length == 0 && used > 0)
        {
            ReadOnlySpan<byte> begins = isJson ? "{\"id\":\""u8 : "id,command,outcome,"u8;
            int known = Math.Min(used, begins.Length);
            problem = buffer.AsSpan(0, known).SequenceEqual(begins[..known]) ? null : "it is no results file of 'sluice process'";
        }
        return results;
    }

    string? Take(ReadOnlySpan<byte> row, bool isJson, string command)
    {
        if (!TryRead(row, isJson, out UInt128 id, out string of, out bool isDone))
            return $"line {_lines:N0} is no row of 'sluice process'; put it right or remove it";
        if (of != command)
            return "it has the results of another command (another program, other arguments or options); name another file";
        Rows++;
        // The last row counts: what came of damaged blocks was revoked.
        if (isDone)
            Done.Add(id);
        else
            Done.Remove(id);
        return null;
    }

    static bool TryRead(ReadOnlySpan<byte> row, bool isJson, out UInt128 id, out string command, out bool isDone)
    {
        (id, command, isDone) = (0, "", false);
        string idText = "", outcome = "";
        if (!isJson)
        {
            int field = 0;
            foreach (Range range in row.Split((byte)','))
            {
                string text = Encoding.UTF8.GetString(row[range]);
                if (field == Id)
                    idText = text;
                else if (field == Command)
                    command = text;
                else if (field == Outcome)
                    outcome = text;
                if (++field > Outcome)
                    break;
            }
        }
        else
        {
            try
            {
                Utf8JsonReader reader = new(row);
                while (reader.Read())
                {
                    if (reader.TokenType != JsonTokenType.PropertyName)
                        continue;
                    string name = reader.GetString()!;
                    reader.Read();
                    if (name == "id")
                        idText = reader.GetString() ?? "";
                    else if (name == "command")
                        command = reader.GetString() ?? "";
                    else if (name == "outcome")
                        outcome = reader.GetString() ?? "";
                    else
                        reader.TrySkip();
                }
            }
            catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
            {
                return false;
            }
        }
        isDone = outcome == "done";
        return outcome.Length > 0 && idText.Length == 32 && UInt128.TryParse(idText, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }
}
