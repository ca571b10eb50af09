using System.Text;
using Sluice.S3;

namespace Sluice.Tests.Conformance;

/// <summary>A key is bytes, and every legal key names its own object in every operation.</summary>
public abstract class KeyConformance(Store store) : StoreConformance(store)
{
    /// <summary>Keys that path handling, encoding or XML get wrong.</summary>
    public static TheoryData<string> OddKeys => new(
        "plain", "a/b/c.txt", "trailing/", "/leading", "//", "a//b", "///a///", "./a", "../a", "a/../b", "a/./b", "..", "...",
        "with space", " leading-space", "trailing-space ", "a+b", "a%20b", "%", "%2F", "%zz", "a&b=c", "?query", "#fragment", "a;b", "a:b@c",
        "'single' \"double\"", "<xml>&amp;</xml>", "]]>", "back\\slash", "tilde~star*paren()!$,|`^{}[]",
        "äöü", "e\u0301 and \u00e9", "日本語", "עברית", "\U0001F600/\U0001F680", "\U00010000", "\U0010FFFD", "\uFFFD", "\uFEFFbom", "\u200Bzero", "\u202Eright",
        "tab\tinside", "line\ninside", "return\rinside", "\u007F", "\u0085next", "\u00A0nbsp");

    /// <summary>Control characters that XML 1.0 cannot carry, only listings with encoding-type=url.</summary>
    public static TheoryData<string> ControlKeys => new("\u0001", "a\u0008b", "\u001B[31mred", "\u001F");

    [Theory]
    [MemberData(nameof(OddKeys))]
    [MemberData(nameof(ControlKeys))]
    public void A_key_names_its_object_in_every_operation(string text)
    {
        ObjectKey key = Key(text);
        if (IsRefused(text))
            return;
        byte[] body = Encoding.UTF8.GetBytes("body of " + text);
        Put(text, body);
        Put("other" + text, Bytes(3));

        Assert.Equal(body, Get(text));
        Assert.Equal(body.Length, Head(text).ContentLength);
        Assert.Contains(key, ListAll(new ListObjectsRequest(Bucket)).Objects.Select(static found => found.Key));
        Assert.Contains(key, ListAll(new ListObjectsRequest(Bucket) { Prefix = key }).Objects.Select(static found => found.Key));
        Ok(Client.CopyObject(new CopyObjectRequest(Bucket, key, Bucket, key.Append("-copy"u8)), default));
        Assert.Equal(body, Get(text + "-copy"));

        Assert.Empty(Ok(Client.DeleteObjects(new DeleteObjectsRequest(Bucket, [key.Append("-copy"u8)]), default)).Failed);
        Ok(Client.DeleteObject(new DeleteObjectRequest(Bucket, key), default));
        Assert.Equal(Key("other" + text), Assert.Single(ListAll(new ListObjectsRequest(Bucket)).Objects).Key);
    }

    [Theory]
    [MemberData(nameof(OddKeys))]
    public void A_key_names_its_multipart_upload(string text)
    {
        if (IsRefused(text))
            return;
        ObjectKey key = Key(text);
        string upload = Ok(Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Bucket, key), default));
        UploadedPart part = Ok(Client.UploadPart(new UploadPartRequest(Bucket, key, upload, 1, new MemoryBody(Bytes(100))), default));
        Assert.Equal(key, Assert.Single(Ok(Client.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default)).Uploads).Key);
        Ok(Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Bucket, key, upload, [part]), default));
        Assert.Equal(Bytes(100), Get(text));
    }

    // True when the store is known to refuse this key, and does.
    bool IsRefused(string text)
    {
        if (Store.Can(Capability.TakesLineFeeds) || !text.Contains('\n', StringComparison.Ordinal))
            return false;
        Assert.Equal(404, Client.PutObject(new PutObjectRequest(Bucket, Key(text), new MemoryBody(Bytes(1))), default).Error?.Status);
        return true;
    }

    [Theory]
    [InlineData("k")]
    [InlineData("ü")]
    [InlineData("\U0001F600")]
    public void A_key_may_have_1024_bytes(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1024 / Encoding.UTF8.GetByteCount(unit)));
        Put(text, Bytes(10));
        Assert.Equal(Bytes(10), Get(text));
        Assert.Equal(Key(text), Assert.Single(ListAll(new ListObjectsRequest(Bucket)).Objects).Key);
    }

    [Fact]
    public void Keys_are_ordered_as_bytes()
    {
        // UTF-16 would order U+10000 before U+FFFD, and a locale would order neither by case nor by byte.
        string[] sorted = ["A", "Z", "a", "a!", "a/", "a/b", "a0", "z", "é", "\uFFFD", "\U00010000", "\U0001F600"];
        foreach (string key in sorted.Reverse())
            Put(key, Bytes(1));
        Assert.Equal(sorted.Select(Key), ListAll(new ListObjectsRequest(Bucket)).Objects.Select(static found => found.Key));
    }

    [Fact]
    public void Keys_that_differ_by_case_or_by_normal_form_are_different_objects()
    {
        string[] keys = ["case", "CASE", "e\u0301", "\u00e9", "dir", "dir/", "dir/x"];
        foreach (string key in keys)
            Put(key, Encoding.UTF8.GetBytes(key));
        foreach (string key in keys)
            Assert.Equal(Encoding.UTF8.GetBytes(key), Get(key));
        Assert.Equal(keys.Length, ListAll(new ListObjectsRequest(Bucket)).Objects.Count);
    }
}
