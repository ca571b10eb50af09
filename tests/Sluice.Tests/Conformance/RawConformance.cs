using System.Security.Cryptography;
using System.Text;
using Sluice.Tests.Endpoint;

namespace Sluice.Tests.Conformance;

/// <summary>Tests of what Sluice's own client never asks for: requests are signed here and sent byte for byte, by the main user, another one, or nobody.</summary>
public abstract class RawConformance(Store store) : StoreConformance(store), IDisposable
{
    readonly Lazy<RawClient> _main = new(() => RawClient.For(store.Endpoint, Store.AccessKey, Store.SecretKey, anyCertificate: true));
    readonly Lazy<RawClient> _other = new(() => RawClient.For(store.Endpoint, Store.OtherAccessKey, Store.OtherSecretKey, anyCertificate: true));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<RawClient> client in (Lazy<RawClient>[])[_main, _other])
        {
            if (client.IsValueCreated)
                client.Value.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks as the main user, of this test's bucket: a path such as <c>key?tagging</c>.</summary>
    private protected Task<RawAnswer> AskAsync(string method, string path, string? body = null, params (string, string)[] headers) =>
        RawAnswer.ReadAsync(_main.Value.SendAsync(method, $"/{Bucket}/{path}", Encode(body), headers));

    /// <summary>As the main user, of any bucket.</summary>
    private protected Task<RawAnswer> AskStoreAsync(string method, string path, string? body = null, params (string, string)[] headers) =>
        RawAnswer.ReadAsync(_main.Value.SendAsync(method, path, Encode(body), headers));

    /// <summary>As another user.</summary>
    private protected Task<RawAnswer> AskAsOtherAsync(string method, string path, string? body = null, params (string, string)[] headers) =>
        RawAnswer.ReadAsync(_other.Value.SendAsync(method, $"/{Bucket}/{path}", Encode(body), headers));

    /// <summary>Without credentials.</summary>
    private protected Task<RawAnswer> AskAsNobodyAsync(string method, string path, string? body = null, params (string, string)[] headers) =>
        RawAnswer.ReadAsync(_main.Value.SendAnonymousAsync(method, $"/{Bucket}/{path}", Encode(body), headers));

    /// <summary>Puts a document with the digest that some of them need.</summary>
    private protected Task<RawAnswer> PutDocumentAsync(string path, string document, params (string, string)[] headers) =>
        AskAsync("PUT", path, document, [("content-md5", Md5(document)), .. headers]);

    /// <summary>What is asked for must be done.</summary>
    private protected static async Task<RawAnswer> DoneAsync(Task<RawAnswer> asking)
    {
        RawAnswer answer = await asking;
        Assert.True(answer.Status is >= 200 and < 300, answer.ToString());
        return answer;
    }

    /// <summary>What S3 says, of a store that can; else what this one was seen to say.</summary>
    private protected T Expected<T>(Capability capability, T s3, T? moto = default, T? ceph = default) =>
        Store.Can(capability) ? s3 : (Store.Name == "moto" ? moto : ceph)!;

    private protected static string Md5(string text) => Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    static byte[]? Encode(string? body) => body is null ? null : Encoding.UTF8.GetBytes(body);
}
