using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Failures;
using Sluice.Transfer.Sinks;
using YamlDotNet.Core;

namespace Sluice.Cli.Documents;

/// <summary>A document as JSON or YAML. What begins with a brace is JSON, whatever the file is called.</summary>
static class DocumentFile
{
    /// <summary>The largest lifecycle has 1,000 rules; nothing that a bucket keeps comes near.</summary>
    const int MostBytes = 1 << 20;

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, with text as it was typed.</summary>
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    static readonly UnicodeEncoding Utf16 = new(false, false, throwOnInvalidBytes: true), BigUtf16 = new(true, false, throwOnInvalidBytes: true);

    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Whether a name asks for YAML.</summary>
    public static bool IsYaml(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    /// <summary>Reads a document.</summary>
    /// <param name="name">A file, <c>-</c> for standard input, or the document itself.</param>
    /// <param name="input">Opens standard input.</param>
    /// <param name="problem">What is wrong, as a sentence; empty when nothing is.</param>
    public static JsonObject? Read(string name, Func<Stream> input, out string problem)
    {
        problem = "";
        string shown = name == "-" ? "standard input" : DisplayText.Of(name);
        try
        {
            string text = name is ['{', ..] ? name : Text(name, input);
            if (name is ['{', ..])
                shown = "the document";
            JsonNode? read = text.AsSpan().TrimStart() is ['{' or '[', ..] ? JsonNode.Parse(text, documentOptions: Strict) : YamlReader.Read(text);
            // Texts are read when they are asked for: half a character is found now, or nowhere where it can be told.
            _ = read?.ToJsonString();
            if (read is JsonObject document)
                return document;
            problem = $"{shown} holds no document: fields such as Rules or Status.";
        }
        // YAML has no beginning by which it could be told from a name.
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && name.AsSpan().ContainsAny(':', '\n'))
        {
            problem = $"{shown}: there is no such file. A document in the place of one is JSON, such as {{\"Status\": \"Enabled\"}}; YAML comes from a file, or from standard input (-).";
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(name))
        {
            problem = $"{shown} is a directory; a document is a file.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{shown} cannot be read: {DisplayText.Of(e.Message)}";
        }
        catch (DecoderFallbackException)
        {
            problem = $"{shown} has bytes that are no text in UTF-8 (or in the UTF-16 that its byte order mark says).";
        }
        catch (InvalidOperationException)
        {
            problem = $"{shown}: an escape in it stands for half a character (a surrogate without the other one); write both halves, or the character itself.";
        }
        catch (JsonException e)
        {
            problem = $"{shown} is no JSON: {DisplayText.Of(e.Message)}";
        }
        catch (YamlException e)
        {
            problem = $"{shown} is neither JSON nor YAML: line {e.Start.Line}: {DisplayText.Of(e.Message)}";
        }
        return null;
    }

    /// <summary>The document as text that ends with a line feed.</summary>
    public static string Write(JsonNode document, bool yaml) => yaml ? YamlWriter.Write(document) : document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    /// <summary>Writes it as a file, which has its name only when it is whole. Throws what the file system throws.</summary>
    public static void Save(string path, JsonNode document, bool yaml)
    {
        using FileReplacement file = new(path);
        file.Stream.Write(Utf8.GetBytes(Write(document, yaml)));
        file.Publish();
    }

    static string Text(string name, Func<Stream> input)
    {
        using Stream stream = name == "-" ? input() : File.OpenRead(name);
        byte[] bytes = new byte[MostBytes + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MostBytes)
            throw new IOException("it has more than 1 MiB.");
        return Decoded(bytes.AsSpan(0, length));
    }

    // PowerShell before 7 writes UTF-16 where > does. What is in no known form must not become another key.
    static string Decoded(ReadOnlySpan<byte> text) => text switch
    {
        [0xff, 0xfe, 0, 0, ..] or [0, 0, 0xfe, 0xff, ..] => throw new IOException("it is UTF-32; write it as UTF-8."),
        [0xff, 0xfe, .. var little] => Utf16.GetString(little),
        [0xfe, 0xff, .. var big] => BigUtf16.GetString(big),
        [0, _, ..] or [_, 0, ..] => throw new IOException("it looks like UTF-16 and does not begin with a byte order mark; write it as UTF-8."),
        [0xef, 0xbb, 0xbf, .. var marked] => Utf8.GetString(marked),
        _ => Utf8.GetString(text),
    };
}
