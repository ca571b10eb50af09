using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>PublicAccessBlockConfiguration (S3 User Guide, "Blocking public access to your Amazon S3 storage").</summary>
sealed record PublicAccessBlock(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets)
{
    public static PublicAccessBlock None { get; } = new(false, false, false, false);

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML).</summary>
    public static PublicAccessBlock Read(XElement document)
    {
        document.Allow("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");
        return new(Flag(document, "BlockPublicAcls"), Flag(document, "IgnorePublicAcls"), Flag(document, "BlockPublicPolicy"), Flag(document, "RestrictPublicBuckets"));
    }

    /// <summary>The document with all four settings: S3 tells those that were left out as false.</summary>
    public XElement Write() => DocumentXml.New("PublicAccessBlockConfiguration",
        DocumentXml.New("BlockPublicAcls", BlockPublicAcls), DocumentXml.New("IgnorePublicAcls", IgnorePublicAcls), DocumentXml.New("BlockPublicPolicy", BlockPublicPolicy), DocumentXml.New("RestrictPublicBuckets", RestrictPublicBuckets));

    static bool Flag(XElement document, string name) => document.Text(name)?.ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new RefusalException(Refusal.MalformedXml),
    };
}
