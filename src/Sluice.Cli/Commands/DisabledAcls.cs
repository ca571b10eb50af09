using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Administration.Access;
using Sluice.Cli.Documents;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Buckets whose ownership has disabled ACLs (S3 User Guide, "Controlling ownership of objects and disabling ACLs"): the default of new buckets of AWS.</summary>
static class DisabledAcls
{
    const int MostAttempts = 2;

    /// <summary>
    /// Looks, before the first byte, whether what is written somewhere may have an ACL. Where not, <c>bucket-owner-full-control</c>, which is so already, is taken away; any
    /// other is refused, and the exit code returned. So are grants that leave whoever writes nothing to read with, unless a terminal says yes.
    /// </summary>
    public static int? Check(Session session, ClientDefaults connection, Location destination, ref ObjectAttributes attributes)
    {
        if (attributes.Acl is null && attributes.Grants is null || destination.InStore is not { } place)
            return null;
        try
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            // A store that cannot be reached is told of by the run.
            using S3Client client = new(clients.For(place.Profile).Options with { MaxAttempts = MostAttempts });
            if (!AreDisabled(session, client, place.Bucket))
                return LocksOut(session, client, place, attributes.Grants);
            if (attributes.Acl == "bucket-owner-full-control")
            {
                attributes = attributes with { Acl = null };
                return null;
            }
            // What is written below a prefix has the ACL, not the bucket.
            S3Location objects = place.Key.IsEmpty || place.Key.Bytes[^1] == '/' ? place with { Key = new ObjectKey([.. place.Key.Bytes, (byte)'*']) } : place;
            return Refuse(session, client, objects, new AclHeaders { Canned = attributes.Acl, Read = attributes.Grants?.Read, FullControl = attributes.Grants?.FullControl });
        }
        catch (S3Exception)
        {
            return null;
        }
    }

    // What is written with grants has these alone (S3 User Guide, "Access control list (ACL) overview").
    static int? LocksOut(Session session, S3Client client, S3Location place, ObjectGrants? grants)
    {
        AclHeaders? list = grants is null ? null : new AclHeaders { Read = grants.Read, ReadAcp = grants.ReadAcp, WriteAcp = grants.WriteAcp, FullControl = grants.FullControl };
        if (list is null || AclLockOut.Find(client, place.Bucket, place.Key, null, list, null, areMany: true, session.Stop) is not { } found)
            return null;
        string question = $"{place}: with these grants alone what is written there leaves you nothing to read it with.";
        string? keeps = found.AccountId is { } id ? $"--grant-full-control id={DisplayText.Of(id)} besides keeps your own; 'sluice acl set' takes it away afterwards." : "Grant your own account --grant-full-control besides.";
        if (session.Terminal.InputIsTerminal && session.Terminal.ErrorIsTerminal)
            return Confirmation.Ask(session, $"{question} {keeps} Go on without?", refused: "Nothing was written.") ? null : ExitCode.Usage;
        session.Errors.PrintSentence(question, keeps);
        return ExitCode.Usage;
    }

    /// <summary>Whether ACLs do not count. Who may not read the ownership learns it from the answers.</summary>
    public static bool AreDisabled(Session session, S3Client client, string bucket) => BucketSetting.Find("ownership")!.Read(client, bucket, session.Stop) is { Error: null } ownership
        && ownership.Value.Content?.ToJsonString().Contains("\"BucketOwnerEnforced\"", StringComparison.Ordinal) == true;

    /// <summary>Says that nothing was sent, and the policy that does the same; the exit code.</summary>
    public static int Refuse(Session session, S3Client client, S3Location place, AclHeaders? acl)
    {
        JsonObject? policy = acl is null ? null : AccessControl.PolicyInPlaceOf(acl, BucketTarget.Of(client.Options, place.Bucket), place.Key);
        string instead = policy is not null ? $"This policy does it: {DisplayText.Of(policy.ToJsonString(DocumentFile.Readable))}"
            : acl is { Canned: "private" } ? "Leave it out: objects are the bucket owner's alone already." : "No policy does the same: name accounts in one.";
        session.Errors.PrintSentence($"{place}: ACLs are disabled here (ownership BucketOwnerEnforced), and nothing was sent. {instead}",
            policy is null ? null : $"sluice bucket set policy s3://{DisplayText.Of(place.Bucket)} FILE sets it; it takes the place of the policy that is there.");
        return ExitCode.Usage;
    }
}
