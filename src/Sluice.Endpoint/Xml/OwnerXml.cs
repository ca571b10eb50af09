using Sluice.Endpoint.Access;

namespace Sluice.Endpoint.Xml;

/// <summary>Owner and Initiator elements.</summary>
static class OwnerXml
{
    public static XmlAnswer Write(XmlAnswer xml, string name, Caller account) =>
        xml.Open(name).Text("ID", account.Id).Text("DisplayName", account.Name).Close(name);
}
