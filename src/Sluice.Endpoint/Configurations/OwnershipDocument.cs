using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>OwnershipControls: one rule (S3 User Guide, "Controlling ownership of objects and disabling ACLs").</summary>
static class OwnershipDocument
{
    public const string Enforced = "BucketOwnerEnforced";
    public const string Preferred = "BucketOwnerPreferred";
    public const string Writer = "ObjectWriter";

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML) unless there is exactly one rule of a known ownership.</summary>
    public static string Read(XElement document)
    {
        document.Allow("Rule");
        return document.Children("Rule").ToList() is [{ } rule] && rule.Text("ObjectOwnership") is { } ownership && IsKnown(ownership) ? ownership : throw new RefusalException(Refusal.MalformedXml);
    }

    public static bool IsKnown(string ownership) => ownership is Enforced or Preferred or Writer;

    /// <summary>The document that CreateBucket's header stands for.</summary>
    public static string Write(string ownership) => DocumentXml.Write(DocumentXml.New("OwnershipControls", DocumentXml.New("Rule", DocumentXml.New("ObjectOwnership", ownership))));
}
