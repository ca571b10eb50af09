using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;

namespace Sluice.Administration.Checks;

/// <summary>What is wrong with who is granted something by an access control list (S3 User Guide, "Access control list (ACL) overview").</summary>
internal static class GranteeCheck
{
    public const string Everybody = Groups + "global/AllUsers", SignedIn = Groups + "global/AuthenticatedUsers";

    const string Groups = "http://acs.amazonaws.com/groups/";

    // "Amazon S3 predefined groups".
    static readonly string[] Known = [Everybody, SignedIn, Groups + "s3/LogDelivery"];

    /// <summary>As a sentence's end; null when nothing is wrong.</summary>
    public static string? Problem(JsonObject grantee)
    {
        string name = grantee.Text("Type") switch { "Group" => "URI", "CanonicalUser" => "ID", _ => "EmailAddress" };
        return grantee.Text(name) is not { Length: > 0 } value ? $"a grantee of the type {grantee.Text("Type")} lacks {name}" : name == "URI" ? OfGroup(value) : null;
    }

    /// <summary>Why the URI of a group is none that S3 knows; null when it is one, or another store's.</summary>
    public static string? OfGroup(string uri) => uri.StartsWith(Groups, StringComparison.Ordinal) && !Known.Contains(uri) ? $"there is no group {DisplayText.Of(uri)}; there are {string.Join(", ", Known)}" : null;
}
