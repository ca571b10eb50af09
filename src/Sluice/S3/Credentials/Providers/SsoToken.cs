using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.S3.Credentials.Providers;

/// <summary>The token that <c>aws sso login</c> leaves in <c>~/.aws/sso/cache</c>, in aws-cli's own format.</summary>
internal sealed class SsoToken
{
    readonly string _path;
    readonly JsonObject _json;

    SsoToken(string path, JsonObject json) => (_path, _json) = (path, json);

    /// <summary>The bearer token.</summary>
    public string? AccessToken => Text("accessToken");

    /// <summary>When the bearer token ends.</summary>
    public DateTimeOffset ExpiresAt => TimeOf("expiresAt");

    /// <summary>What a new bearer token can be had for; null when the login gave nothing of the kind.</summary>
    public (string Token, string ClientId, string ClientSecret)? Renewal =>
        Text("refreshToken") is { } token && Text("clientId") is { } id && Text("clientSecret") is { } secret ? (token, id, secret) : null;

    /// <summary>Reads the token of a session or a start URL; null when there is none.</summary>
    public static SsoToken? Read(string directory, string sessionOrUrl)
    {
#pragma warning disable CA5350 // aws-cli names the files by SHA-1; nothing is protected by it.
        string path = Path.Combine(directory, Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(sessionOrUrl))) + ".json");
#pragma warning restore CA5350
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject json ? new SsoToken(path, json) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes over a new bearer token and writes the file, for aws-cli and for the next run. A file that cannot be written is left as it is.</summary>
    public void Renew(string accessToken, DateTimeOffset expiresAt, string? refreshToken)
    {
        _json["accessToken"] = accessToken;
        _json["expiresAt"] = expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (refreshToken is not null)
            _json["refreshToken"] = refreshToken;
        string temporary = $"{_path}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (StreamWriter writer = new(temporary, options))
                writer.Write(_json.ToJsonString());
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The token is good for this run all the same.
        }
    }

    string? Text(string name) => _json[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    // Old versions of aws-cli write "UTC" for "Z".
    DateTimeOffset TimeOf(string name) => DateTimeOffset.TryParse(Text(name)?.Replace("UTC", "Z", StringComparison.Ordinal),
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : DateTimeOffset.MinValue;
}
