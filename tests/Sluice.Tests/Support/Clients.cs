using System.Text;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Support;

/// <summary>Clients as tests want them.</summary>
public static class Clients
{
    /// <summary>A client of a scripted server: signs, and does not wait between attempts.</summary>
    public static S3Client For(ScriptedServer server, Func<S3ClientOptions, S3ClientOptions>? with = null)
    {
        S3ClientOptions options = new()
        {
            Endpoint = server.Uri,
            Credentials = CredentialSource.Static("AKID", "secret"),
            Clock = new ManualClock { SkipsWaits = true },
            Seed = 1,
        };
        return new S3Client(with is null ? options : with(options));
    }

    /// <summary>The rest of a body as text.</summary>
    public static string ReadAll(GetObjectResponse response)
    {
        MemoryStream bytes = new();
        byte[] buffer = new byte[1000];
        for (int count; (count = response.Read(buffer)) > 0;)
            bytes.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
