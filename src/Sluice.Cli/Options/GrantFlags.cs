using System.CommandLine;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>The options that say an access control list.</summary>
sealed class GrantFlags
{
    // S3 User Guide, "Access control list (ACL) overview", "Canned ACL".
    static readonly string[] Acls = ["private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control", "log-delivery-write"];

    readonly Option<string> _acl = Flags.Value("--acl", "NAME", "Canned ACL: private, public-read, public-read-write, authenticated-read, bucket-owner-read, bucket-owner-full-control.", Acls);
    readonly Option<string[]> _read = Flags.Values("--grant-read", "GRANTEE", "Who may read, or list a bucket: id=..., uri=... or emailAddress=..., with commas between.");
    readonly Option<string[]> _write = Flags.Values("--grant-write", "GRANTEE", "Who may write into the bucket.");
    readonly Option<string[]> _readAcp = Flags.Values("--grant-read-acp", "GRANTEE", "Who may read the ACL.");
    readonly Option<string[]> _writeAcp = Flags.Values("--grant-write-acp", "GRANTEE", "Who may change the ACL.");
    readonly Option<string[]> _full = Flags.Values("--grant-full-control", "GRANTEE", "Who may do all of this.");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_acl, _read, _write, _readAcp, _writeAcp, _full];

    /// <summary>Reads them; null when none was given.</summary>
    public AclHeaders? Read(CommandLine line)
    {
        // S3 API reference, PutBucketAcl, "Access permissions".
        line.Exclude(_acl, [_read, _write, _readAcp, _writeAcp, _full], "--acl and --grant-... exclude each other: a canned ACL is a list of grants already.");
        AclHeaders acl = new()
        {
            Canned = AttributeFlags.Header(line, _acl),
            Read = AccessFlags.Grantees(line, _read),
            Write = AccessFlags.Grantees(line, _write),
            ReadAcp = AccessFlags.Grantees(line, _readAcp),
            WriteAcp = AccessFlags.Grantees(line, _writeAcp),
            FullControl = AccessFlags.Grantees(line, _full),
        };
        if (acl.Canned is { } name && !Acls.Contains(name))
            line.Problem($"--acl {DisplayText.Of(name)}: there is no such canned ACL: {string.Join(", ", Acls)}.");
        return acl == new AclHeaders() ? null : acl;
    }

    /// <summary>Whether a list lets strangers do something, as a danger's sentence says it; null when it does not.</summary>
    public static string? Opens(AclHeaders acl)
    {
        string? Who(string? grantees) => grantees?.Contains("AllUsers", StringComparison.Ordinal) == true ? "anybody" : grantees?.Contains("AuthenticatedUsers", StringComparison.Ordinal) == true ? "any signed-in user" : null;
        return acl.Canned switch
        {
            "public-read" => "lets anybody read",
            "public-read-write" => "lets anybody read and write",
            "authenticated-read" => "lets any signed-in user read",
            _ => Who(acl.FullControl ?? acl.WriteAcp) is { } owns ? $"lets {owns} do everything"
                : Who(acl.Write) is { } writes ? $"lets {writes} write"
                : Who(acl.Read) is { } reads ? $"lets {reads} read"
                : Who(acl.ReadAcp) is { } sees ? $"lets {sees} read the ACL" : null,
        };
    }
}
