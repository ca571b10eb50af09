using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Forms;

/// <summary>A multipart/form-data upload: the fields up to the file, and the file, which is streamed (S3 API Reference, "POST Object").</summary>
sealed class PostForm
{
    /// <summary>"The form data and boundaries (excluding the file contents) cannot exceed 20 KB" (S3 API Reference, "POST Object").</summary>
    const int MostFieldBytes = 20 << 10;

    const int MostFields = 100;

    readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    PostForm() { }

    public IReadOnlyDictionary<string, string> Fields => _fields;

    public required FormFile File { get; init; }

    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Reads up to the file. Throws <see cref="RefusalException"/> for what is no form.</summary>
    public static async Task<PostForm> ReadAsync(S3Request request)
    {
        HttpRequest http = request.Http.Request;
        if (!MediaTypeHeaderValue.TryParse(http.ContentType, out MediaTypeHeaderValue? type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
            throw new RefusalException(new Refusal("PreconditionFailed", 412, "Bucket POST must be of the enclosure-type multipart/form-data"));
        MultipartReader reader = new(boundary.Value!, http.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 4 << 10, BodyLengthLimit = null };
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        int bytes = 0;
        try
        {
            while (await reader.ReadNextSectionAsync(request.Aborted).ConfigureAwait(false) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name)
                    throw Malformed("A part of the form has no name.");
                if (name.Equals("file", StringComparison.OrdinalIgnoreCase))
                    return Create(fields, new FormFile(section.Body, FileNameOf(disposition)));
                string value = await TextAsync(section.Body, MostFieldBytes - bytes, request.Aborted).ConfigureAwait(false);
                bytes += name.Length + value.Length;
                if (bytes > MostFieldBytes || fields.Count == MostFields)
                    throw TooLarge();
                if (!fields.TryAdd(name, value))
                    throw new RefusalException(Refusal.InvalidArgument($"The field {name} stands in the form more than once"));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !request.Aborted.IsCancellationRequested)
        {
            throw Malformed("The body of your POST request is not well-formed multipart/form-data.");
        }
        throw new RefusalException(Refusal.InvalidArgument("POST requires exactly one file upload per request."));
    }

    static PostForm Create(Dictionary<string, string> fields, FormFile file)
    {
        PostForm form = new() { File = file };
        foreach (KeyValuePair<string, string> field in fields)
            form._fields[field.Key] = field.Value;
        if (form["key"] is { } key)
            form._fields["key"] = key.Replace("${filename}", file.Name, StringComparison.Ordinal);
        return form;
    }

    static string FileNameOf(ContentDispositionHeaderValue disposition)
    {
        string name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        return name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    static async Task<string> TextAsync(Stream body, int most, CancellationToken cancellationToken)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[1024];
        while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int read)
        {
            text.Write(buffer, 0, read);
            if (text.Length > most)
                throw TooLarge();
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    static RefusalException Malformed(string message) => new(new Refusal("MalformedPOSTRequest", 400, message));

    static RefusalException TooLarge() => new(new Refusal("MaxPostPreDataLengthExceededError", 400, "Your POST request fields preceding the upload file were too large."));
}
