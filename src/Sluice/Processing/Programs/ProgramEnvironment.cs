using System.Collections;
using System.Globalization;
using System.Text;

namespace Sluice.Processing.Programs;

/// <summary>What programs are told in their environment.</summary>
internal static class ProgramEnvironment
{
    /// <summary>This process's environment, and the run's token by which its programs are known.</summary>
    public static NativeText Inherited(string token)
    {
        List<string> variables = [$"SLUICE_RUN={token}"];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable.Key is string name and not "SLUICE_RUN")
                variables.Add($"{name}={variable.Value}");
        return new NativeText(variables);
    }

    /// <summary>Adds what is known of the object: SLUICE_KEY, SLUICE_BUCKET, SLUICE_SIZE, SLUICE_ETAG, SLUICE_CONTENT_TYPE, SLUICE_VERSION, SLUICE_BLOCK, SLUICE_OFFSET, SLUICE_ATTEMPT. What is not known is not there.</summary>
    public static void Add(ProgramWords words, in ItemFields item, int attempt)
    {
        words.Add("SLUICE_KEY"u8, item.Key.Span);
        Add(words, "SLUICE_BUCKET"u8, item.Bucket);
        if (item.Size is { } size)
            Add(words, "SLUICE_SIZE"u8, size);
        Add(words, "SLUICE_ETAG"u8, item.ETag);
        Add(words, "SLUICE_CONTENT_TYPE"u8, item.ContentType);
        Add(words, "SLUICE_VERSION"u8, item.Version);
        if (item.Block is { } block)
        {
            Add(words, "SLUICE_BLOCK"u8, block.Number);
            Add(words, "SLUICE_OFFSET"u8, block.Offset);
        }
        Add(words, "SLUICE_ATTEMPT"u8, attempt);
    }

    /// <summary>Adds what is known of several objects: SLUICE_BATCH, their number, and SLUICE_ATTEMPT.</summary>
    public static void AddBatch(ProgramWords words, int objects, int attempt)
    {
        Add(words, "SLUICE_BATCH"u8, objects);
        Add(words, "SLUICE_ATTEMPT"u8, attempt);
    }

    /// <summary>Adds a text, unless it is empty.</summary>
    public static void Add(ProgramWords words, ReadOnlySpan<byte> name, string text)
    {
        if (text.Length > 0)
            words.Add(name, Encoding.UTF8.GetBytes(text));
    }

    static void Add(ProgramWords words, ReadOnlySpan<byte> name, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = number.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        words.Add(name, digits[..length]);
    }
}
