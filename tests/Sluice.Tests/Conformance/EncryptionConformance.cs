using System.Security.Cryptography;

namespace Sluice.Tests.Conformance;

/// <summary>Encryption headers: what is asked for is told back, what contradicts itself is refused, and a customer's key is needed to read.</summary>
public abstract class EncryptionConformance(Store store) : RawConformance(store)
{
    static readonly byte[] Key1 = SHA256.HashData("one"u8), Key2 = SHA256.HashData("two"u8);

    [Fact]
    public async Task What_a_customers_key_encrypted_is_read_with_that_key_alone()
    {
        await DoneAsync(AskAsync("PUT", "key", "text", Customer(Key1)));
        Assert.Equal("text", (await DoneAsync(AskAsync("GET", "key", null, Customer(Key1)))).Text);
        RawAnswer without = await AskAsync("GET", "key"), other = await AskAsync("GET", "key", null, Customer(Key2));
        Assert.Equal(Expected(Capability.WantsCustomerKeys, 400, moto: 200), without.Status);
        Assert.Equal(Expected(Capability.DeniesOtherKeys, 403, moto: 200, ceph: 400), other.Status);
    }

    [Theory]
    [InlineData("algorithm")]
    [InlineData("key")]
    [InlineData("key-MD5")]
    public async Task A_customers_key_that_is_not_told_whole_is_refused(string missing)
    {
        RawAnswer answer = await AskAsync("PUT", "key", "text", [.. Customer(Key1).Where(h => h.Item1 != "x-amz-server-side-encryption-customer-" + missing.ToLowerInvariant())]);
        Assert.Equal(Expected(Capability.ChecksCustomerKeys, (400, "InvalidArgument"), moto: (200, "")), answer.Error);
    }

    [Fact]
    public async Task A_customers_key_together_with_the_stores_is_refused()
    {
        RawAnswer answer = await AskAsync("PUT", "key", "text", [.. Customer(Key1), ("x-amz-server-side-encryption", "AES256")]);
        Assert.Equal(Expected(Capability.RefusesTwoEncryptions, (400, "InvalidArgument"), moto: (200, ""), ceph: (200, "")), answer.Error);
    }

    [Theory]
    [InlineData("x-amz-server-side-encryption", "rot13")]
    [InlineData("x-amz-server-side-encryption-aws-kms-key-id", "a-key")]
    public async Task Encryption_that_there_is_not_is_refused(string header, string value)
    {
        RawAnswer answer = await AskAsync("PUT", "key", "text", (header, value));
        Assert.Equal(Expected(Capability.ChecksEncryption, (400, "InvalidArgument"), moto: (200, "")), answer.Error);
    }

    [Fact]
    public async Task A_context_without_a_key_of_KMS_is_refused()
    {
        RawAnswer answer = await AskAsync("PUT", "key", "text", ("x-amz-server-side-encryption-context", "e30="));
        Assert.Equal(Expected(Capability.ChecksKmsContext, (400, "InvalidArgument"), moto: (200, ""), ceph: (200, "")), answer.Error);
    }

    [Fact]
    public async Task Objects_are_encrypted_as_their_bucket_says_and_say_so()
    {
        RawAnswer put = await PutDocumentAsync("?encryption", "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>a-key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>");
        if (!Store.Can(Capability.EncryptsBuckets))
        {
            Assert.NotEqual("aws:kms", (await AskAsync("GET", "?encryption")).Element("SSEAlgorithm"));
            return;
        }
        Assert.Equal(200, put.Status);
        RawAnswer told = await DoneAsync(AskAsync("GET", "?encryption"));
        Assert.Equal(("aws:kms", "a-key"), (told.Element("SSEAlgorithm"), told.Element("KMSMasterKeyID")));
        await DoneAsync(AskAsync("PUT", "key", "text"));
        Assert.Equal("aws:kms", (await DoneAsync(AskAsync("HEAD", "key"))).Header("x-amz-server-side-encryption"));
        Assert.Equal(204, (await AskAsync("DELETE", "?encryption")).Status);
        RawAnswer after = await AskAsync("GET", "?encryption");
        Assert.Equal(Expected(Capability.EncryptsAlways, (200, ""), moto: (404, "ServerSideEncryptionConfigurationNotFoundError")), after.Error);
        Assert.Equal(Expected(Capability.EncryptsAlways, "AES256"), after.Element("SSEAlgorithm"));
    }

    [Fact]
    public async Task An_object_that_nobody_asked_to_encrypt_says_AES256()
    {
        await DoneAsync(AskAsync("PUT", "key", "text"));
        Assert.Equal(Expected(Capability.EncryptsAlways, "AES256"), (await DoneAsync(AskAsync("HEAD", "key"))).Header("x-amz-server-side-encryption"));
    }

    static (string, string)[] Customer(byte[] key) =>
    [
        ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
        ("x-amz-server-side-encryption-customer-key", Convert.ToBase64String(key)),
        ("x-amz-server-side-encryption-customer-key-md5", Convert.ToBase64String(MD5.HashData(key))),
    ];
}
