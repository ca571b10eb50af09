using System.Text;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Policies;
using Sluice.Endpoint.Storage;
using Sluice.S3;

namespace Sluice.Endpoint.Access;

/// <summary>
/// Decides what a caller may do: a denial of the bucket's policy outweighs all, then what the policy or an ACL allows
/// (S3 User Guide, "How Amazon S3 authorizes a request"). A bucket without documents costs one look at its ACL.
/// </summary>
static class Authorization
{
    /// <summary>True when the caller may.</summary>
    /// <param name="request">Who asks, and what conditions look at.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="action">The action as policies name it.</param>
    /// <param name="key">The object; null for the bucket itself.</param>
    /// <param name="access">The ACL that decides: the object's or the bucket's.</param>
    /// <param name="permission">What the ACL must grant; null: only the bucket's owner may.</param>
    /// <param name="existing">The object as it is, for conditions on its tags.</param>
    public static bool Allows(S3Request request, Bucket bucket, string action, ObjectKey? key, AccessList access, Permission? permission, KeptObject? existing = null)
    {
        Caller caller = request.Caller;
        BucketSettings settings = bucket.Settings;
        if (ReferenceEquals(settings, BucketSettings.None))
            return permission is { } wanted ? access.Allows(caller, wanted) : IsOwner(caller, bucket);
        switch (Decide(request, bucket, action, key, existing))
        {
            case PolicyEffect.Deny: return false;
            case PolicyEffect.Allow: return true;
        }
        if (permission is not { } asked)
            return IsOwner(caller, bucket);
        if (settings.AclsAreDisabled)
            return IsOwner(caller, bucket);
        return settings.PublicAccess.IgnorePublicAcls ? access.WithoutGroups().Allows(caller, asked) : access.Allows(caller, asked);
    }

    /// <summary>What the policy alone says, restricted where the public access block restricts it.</summary>
    public static PolicyEffect Decide(S3Request request, Bucket bucket, string action, ObjectKey? key, KeptObject? existing)
    {
        if (bucket.Settings.Policy is not { } policy)
            return PolicyEffect.None;
        // The owner cannot lock themselves out of their own policy (S3 API Reference, PutBucketPolicy).
        bool isOwner = IsOwner(request.Caller, bucket);
        if (isOwner && (action is "s3:GetBucketPolicy" or "s3:PutBucketPolicy" or "s3:DeleteBucketPolicy"))
            return PolicyEffect.None;
        string resource = key is { } name ? $"{bucket.Name}/{Encoding.UTF8.GetString(name.Bytes)}" : bucket.Name;
        PolicyEffect effect = policy.Decide(request.Caller, action, resource, new PolicyContext(request, bucket, existing));
        return effect == PolicyEffect.Allow && !isOwner && bucket.Settings.PublicAccess.RestrictPublicBuckets && policy.IsPublic ? PolicyEffect.None : effect;
    }

    public static bool IsOwner(Caller caller, Bucket bucket) => !caller.IsAnonymous && bucket.Access.OwnerId == caller.Id;
}
