namespace Sluice.S3.Xml;

/// <summary>Reads AccessControlPolicy.</summary>
internal static class AccessXml
{
    /// <summary>Most grants that are kept of a list (S3 User Guide, "Access control list overview").</summary>
    const int MaxGrants = 100;

    /// <summary>The list; null when this is none.</summary>
    public static ObjectAccess? Parse(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        string owner = "";
        List<ObjectGrant> grants = [];
        if (!reader.Begin("AccessControlPolicy"u8))
            return null;
        // A list that is not there is not an empty one.
        bool isTold = false;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Owner"u8))
                owner = ReadGrantee(ref reader).Name;
            else if (reader.Name.SequenceEqual("AccessControlList"u8))
            {
                isTold = true;
                while (reader.NextChild())
                {
                    ObjectGrant grant = ReadGrant(ref reader);
                    if (grants.Count < MaxGrants)
                        grants.Add(grant);
                }
            }
            else
                reader.Skip();
        return reader.Failed || !isTold ? null : new ObjectAccess(owner, grants);
    }

    static ObjectGrant ReadGrant(ref XmlSpanReader reader)
    {
        (string Name, bool IsGroup) grantee = ("", false);
        string permission = "";
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Grantee"u8))
                grantee = ReadGrantee(ref reader);
            else if (reader.Name.SequenceEqual("Permission"u8))
                permission = XmlText.String(reader.Content());
            else
                reader.Skip();
        return new ObjectGrant(grantee.Name, grantee.IsGroup, permission);
    }

    static (string Name, bool IsGroup) ReadGrantee(ref XmlSpanReader reader)
    {
        (string Name, bool IsGroup) grantee = ("", false);
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("ID"u8))
                grantee = (XmlText.String(reader.Content()), false);
            else if (reader.Name.SequenceEqual("URI"u8))
                grantee = (XmlText.String(reader.Content()), true);
            else
                reader.Skip();
        return grantee;
    }
}
