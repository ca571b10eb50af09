using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>What objects that ask for no encryption get: it is told and kept, the bytes are not encrypted by this endpoint.</summary>
/// <param name="Algorithm">AES256, aws:kms or aws:kms:dsse.</param>
/// <param name="KmsKeyId">For KMS; null for its default key.</param>
/// <param name="BucketKey">Whether bucket keys are said to be used.</param>
sealed record DefaultEncryption(string Algorithm, string? KmsKeyId, bool BucketKey)
{
    /// <summary>What every bucket without a document has (S3 User Guide, "Setting default server-side encryption behavior").</summary>
    public static string Unset { get; } = DocumentXml.Write(DocumentXml.New("ServerSideEncryptionConfiguration",
        DocumentXml.New("Rule", DocumentXml.New("ApplyServerSideEncryptionByDefault", DocumentXml.New("SSEAlgorithm", "AES256")), DocumentXml.New("BucketKeyEnabled", "false"))));

    /// <summary>What an answer names where KMS was asked for without a key: S3 names the key that AWS manages for the account (S3 User Guide, "Specifying server-side encryption with AWS KMS"). There is no such key here.</summary>
    public const string ManagedKey = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000";

    public static bool IsKnown(string algorithm) => algorithm is "AES256" or "aws:kms" or "aws:kms:dsse";

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML, InvalidArgument).</summary>
    public static DefaultEncryption Read(XElement document)
    {
        document.Allow("Rule");
        if (document.Children("Rule").ToList() is not [{ } rule] || rule.Child("ApplyServerSideEncryptionByDefault") is not { } applied)
            throw new RefusalException(Refusal.MalformedXml);
        rule.Allow("ApplyServerSideEncryptionByDefault", "BucketKeyEnabled", "BlockedEncryptionTypes");
        applied.Allow("SSEAlgorithm", "KMSMasterKeyID");
        if (applied.Text("SSEAlgorithm") is not { } algorithm || !IsKnown(algorithm))
            throw new RefusalException(Refusal.MalformedXml);
        string? key = applied.Text("KMSMasterKeyID");
        if (key is not null && algorithm == "AES256")
            throw new RefusalException(Refusal.InvalidArgument("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"));
        return new DefaultEncryption(algorithm, key, rule.Text("BucketKeyEnabled") == "true");
    }
}
