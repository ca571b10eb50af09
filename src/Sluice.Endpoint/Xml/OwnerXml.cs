using Sluice.Endpoint.Access;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Xml;

/// <summary>Owner and Initiator elements.</summary>
static class OwnerXml
{
    public static XmlBuilder Write(XmlBuilder xml, string name, Caller account) =>
        xml.Open(name).Text("ID", account.Id).Text("DisplayName", account.Name).Close(name);
}
