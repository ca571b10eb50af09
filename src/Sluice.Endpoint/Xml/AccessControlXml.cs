using System.Xml;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Xml;

/// <summary>The AccessControlPolicy document.</summary>
static class AccessControlXml
{
    /// <summary>S3 User Guide, "Access control list overview".</summary>
    const int MostGrants = 100;

    static readonly (string Name, Permission Permission)[] Names =
    [
        ("READ", Permission.Read), ("WRITE", Permission.Write), ("READ_ACP", Permission.ReadAcp), ("WRITE_ACP", Permission.WriteAcp), ("FULL_CONTROL", Permission.FullControl),
    ];

    public static XmlBuilder Write(AccessList access, Func<string, Caller> accountOf)
    {
        XmlBuilder xml = new XmlBuilder().Open("AccessControlPolicy", withNamespace: true);
        OwnerXml.Write(xml, "Owner", accountOf(access.OwnerId)).Open("AccessControlList");
        foreach (AccessGrant grant in access.Grants)
        {
            xml.Open("Grant");
            if (grant.IsGroup)
                xml.OpenGrantee("Group").Text("URI", grant.Grantee);
            else
                xml.OpenGrantee("CanonicalUser").Text("ID", grant.Grantee).Text("DisplayName", accountOf(grant.Grantee).Name);
            xml.Close("Grantee").Text("Permission", Array.Find(Names, n => n.Permission == grant.Permission).Name).Close("Grant");
        }
        return xml.Close("AccessControlList").Close("AccessControlPolicy");
    }

    /// <summary>The grants of a document. The owner stays who it is: a document that names another is refused.</summary>
    public static async Task<List<AccessGrant>> ReadAsync(S3Request request, string ownerId)
    {
        (List<AccessGrant> grants, string? owner) = await RequestXml.ReadAsync(request, 256 << 10, Parse).ConfigureAwait(false);
        if (owner is not null && owner != ownerId)
            throw new RefusalException(Refusal.AccessDenied());
        foreach (AccessGrant grant in grants)
        {
            if (!grant.IsGroup && grant.Grantee != ownerId && !request.Endpoint.IsAccount(grant.Grantee))
                throw new RefusalException(Refusal.InvalidArgument("Invalid id") with { Details = [new("ArgumentName", "CanonicalUser/ID"), new("ArgumentValue", grant.Grantee)] });
        }
        return grants;
    }

    static (List<AccessGrant> Grants, string? OwnerId) Parse(XmlReader reader)
    {
        if (reader.LocalName != "AccessControlPolicy")
            throw new RefusalException(Refusal.MalformedXml);
        List<AccessGrant> grants = [];
        string? owner = null;
        bool hasList = false;
        RequestXml.ForEachChild(reader, name =>
        {
            if (name == "Owner")
            {
                RequestXml.ForEachChild(reader, field =>
                {
                    string text = reader.ReadElementContentAsString();
                    if (field == "ID")
                        owner = text;
                });
                return;
            }
            hasList |= name == "AccessControlList";
            if (name != "AccessControlList")
            {
                reader.Skip();
                return;
            }
            RequestXml.ForEachChild(reader, _ =>
            {
                if (grants.Count == MostGrants)
                    throw new RefusalException(Refusal.MalformedXml);
                grants.Add(Grant(reader));
            });
        });
        return hasList ? (grants, owner) : throw new RefusalException(Refusal.MalformedXml);
    }

    static AccessGrant Grant(XmlReader reader)
    {
        string? grantee = null;
        Permission? permission = null;
        RequestXml.ForEachChild(reader, name =>
        {
            if (name == "Permission")
            {
                string text = reader.ReadElementContentAsString();
                int at = Array.FindIndex(Names, n => n.Name == text);
                permission = at < 0 ? throw new RefusalException(Refusal.MalformedXml) : Names[at].Permission;
                return;
            }
            RequestXml.ForEachChild(reader, field =>
            {
                string text = reader.ReadElementContentAsString();
                if (field is "ID" or "URI")
                    grantee = text;
                else if (field == "EmailAddress")
                    throw new RefusalException(Operations.AccessHeaders.UnknownAddress);
            });
        });
        if (grantee is null || permission is null)
            throw new RefusalException(Refusal.MalformedXml);
        AccessGrant grant = new(grantee, permission.Value);
        return grant.IsGroup && !AccessGrant.IsKnownGroup(grantee) ? throw new RefusalException(Refusal.InvalidArgument("Invalid group uri")) : grant;
    }
}
