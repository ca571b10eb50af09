using System.CommandLine;
using System.Globalization;
using Sluice.Administration.Access;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Cli.Options;

/// <summary>Who may do what with written objects, and what keeps them from being removed.</summary>
/// <param name="clock">What lengths of time count from; null for this machine's.</param>
sealed class AccessFlags(TimeProvider? clock = null)
{
    // S3 API reference, PutObject, "x-amz-acl": what an object may have.
    static readonly string[] Acls = ["private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"];

    readonly Option<string> _acl = Flags.Value("--acl", "NAME", "Canned ACL, such as public-read.", Acls);
    readonly Option<string[]> _read = Flags.Values("--grant-read", "GRANTEE", "Who may read: id=..., uri=... or emailAddress=..., with commas between.");
    readonly Option<string[]> _readAcp = Flags.Values("--grant-read-acp", "GRANTEE", "Who may read the ACL.");
    readonly Option<string[]> _writeAcp = Flags.Values("--grant-write-acp", "GRANTEE", "Who may change the ACL.");
    readonly Option<string[]> _full = Flags.Values("--grant-full-control", "GRANTEE", "Who may do all of this.");
    readonly Option<string> _mode = Flags.Value("--object-lock-mode", "NAME", "Retention: GOVERNANCE or COMPLIANCE.", "GOVERNANCE", "COMPLIANCE");
    readonly Option<string> _until = Flags.Value("--object-lock-retain-until-date", "TIME", "End of the retention: a time, or a length of time such as 30d.");
    readonly Option<string> _hold = Flags.Value("--object-lock-legal-hold-status", "ON|OFF", "Legal hold.", "ON", "OFF");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_acl, _read, _readAcp, _writeAcp, _full, _mode, _until, _hold];

    /// <summary>Adds them.</summary>
    public ObjectAttributes AddTo(CommandLine line, ObjectAttributes attributes)
    {
        // S3 API reference, PutObject, "x-amz-acl".
        line.Exclude(_acl, [_read, _readAcp, _writeAcp, _full], "--acl and --grant-... exclude each other: a canned ACL is a list of grants already.");
        string? acl = AttributeFlags.Header(line, _acl);
        ObjectGrants grants = new() { Read = Grantees(line, _read), ReadAcp = Grantees(line, _readAcp), WriteAcp = Grantees(line, _writeAcp), FullControl = Grantees(line, _full) };
        if (acl is not null && !Acls.Contains(acl))
            line.Problem($"--acl {DisplayText.Of(acl)}: {(acl == "log-delivery-write" ? "this one is for buckets. Objects have" : "there is no such canned ACL:")} {string.Join(", ", Acls)}.");
        bool grantsAny = grants != new ObjectGrants();
        return attributes with { Acl = acl, Grants = grantsAny ? grants : null, Lock = Lock(line) };
    }

    ObjectLock? Lock(CommandLine line)
    {
        // S3 API reference, PutObject, "x-amz-object-lock-mode".
        line.Expect(line.Has(_mode) == line.Has(_until), $"{_mode.Name} and {_until.Name} go together.", _mode, _until);
        string? mode = line.Choice<string?>(_mode, null, ("GOVERNANCE", "GOVERNANCE"), ("COMPLIANCE", "COMPLIANCE"));
        string? hold = line.Choice<string?>(_hold, null, ("ON", "ON"), ("OFF", "OFF"));
        string? until = null;
        TimeProvider now = clock ?? TimeProvider.System;
        if (line.Text(_until) is { } text)
        {
            if (!TimeArgument.TryParseAhead(text, now, out DateTimeOffset moment, out string problem))
                line.Problem($"{_until.Name} {DisplayText.Of(text)}: {problem}");
            else if (moment <= now.GetUtcNow())
                line.Problem($"{_until.Name} {DisplayText.Of(text)}: that is over already.");
            until = moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
        return mode is null && hold is null ? null : new ObjectLock { Mode = mode, RetainUntil = until, LegalHold = hold };
    }

    // S3 API reference, PutObject, "x-amz-grant-read": type="value" with commas between. aws-cli leaves the quotes out.
    internal static string? Grantees(CommandLine line, Option<string[]> option)
    {
        List<string> grantees = [];
        foreach (string one in line.Texts(option).SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            string type = equals < 0 ? "" : one[..equals].Trim(), value = equals < 0 ? "" : one[(equals + 1)..].Trim().Trim('"');
            string? known = Array.Find(["id", "uri", "emailAddress"], known => known.Equals(type, StringComparison.OrdinalIgnoreCase));
            if (known == "uri" && AccessControl.GroupProblem(value) is { } problem)
                line.Problem($"{option.Name} {DisplayText.Of(one)}: {problem}.");
            else if (known is null || value.Length == 0 || value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('"', StringComparison.Ordinal))
                line.Problem($"{option.Name} {DisplayText.Of(one)}: write id=..., uri=... or emailAddress=...");
            else
                grantees.Add($"{known}=\"{value}\"");
        }
        return grantees.Count > 0 ? string.Join(", ", grantees) : null;
    }
}
