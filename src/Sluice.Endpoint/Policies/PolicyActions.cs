namespace Sluice.Endpoint.Policies;

/// <summary>The actions that policies may name (Service Authorization Reference, "Actions defined by Amazon S3").</summary>
static class PolicyActions
{
    static readonly string[] Names =
    [
        "s3:abortmultipartupload", "s3:bypassgovernanceretention", "s3:createbucket", "s3:deletebucket", "s3:deletebucketownershipcontrols", "s3:deletebucketpolicy", "s3:deletebucketpublicaccessblock",
        "s3:deletebucketwebsite", "s3:deleteobject", "s3:deleteobjecttagging", "s3:deleteobjectversion", "s3:deleteobjectversiontagging", "s3:getaccelerateconfiguration",
        "s3:getanalyticsconfiguration", "s3:getbucketacl", "s3:getbucketcors", "s3:getbucketlocation", "s3:getbucketlogging", "s3:getbucketnotification", "s3:getbucketobjectlockconfiguration",
        "s3:getbucketownershipcontrols", "s3:getbucketpolicy", "s3:getbucketpolicystatus", "s3:getbucketpublicaccessblock", "s3:getbucketrequestpayment", "s3:getbuckettagging",
        "s3:getbucketversioning", "s3:getbucketwebsite", "s3:getencryptionconfiguration", "s3:getintelligenttieringconfiguration", "s3:getinventoryconfiguration", "s3:getlifecycleconfiguration",
        "s3:getmetricsconfiguration", "s3:getobject", "s3:getobjectacl", "s3:getobjectattributes", "s3:getobjectlegalhold", "s3:getobjectretention", "s3:getobjecttagging", "s3:getobjecttorrent",
        "s3:getobjectversion", "s3:getobjectversionacl", "s3:getobjectversionattributes", "s3:getobjectversionforreplication", "s3:getobjectversiontagging", "s3:getobjectversiontorrent",
        "s3:getreplicationconfiguration", "s3:initiatereplication", "s3:listbucket", "s3:listbucketmultipartuploads", "s3:listbucketversions", "s3:listmultipartuploadparts",
        "s3:objectowneroverridetobucketowner", "s3:putaccelerateconfiguration", "s3:putanalyticsconfiguration", "s3:putbucketacl", "s3:putbucketcors", "s3:putbucketlogging", "s3:putbucketnotification",
        "s3:putbucketobjectlockconfiguration", "s3:putbucketownershipcontrols", "s3:putbucketpolicy", "s3:putbucketpublicaccessblock", "s3:putbucketrequestpayment", "s3:putbuckettagging",
        "s3:putbucketversioning", "s3:putbucketwebsite", "s3:putencryptionconfiguration", "s3:putintelligenttieringconfiguration", "s3:putinventoryconfiguration", "s3:putlifecycleconfiguration",
        "s3:putmetricsconfiguration", "s3:putobject", "s3:putobjectacl", "s3:putobjectlegalhold", "s3:putobjectretention", "s3:putobjecttagging", "s3:putobjectversionacl",
        "s3:putobjectversiontagging", "s3:putreplicationconfiguration", "s3:replicatedelete", "s3:replicateobject", "s3:replicatetags", "s3:restoreobject",
    ];

    // Of a bucket, though their names speak of objects.
    static readonly string[] LockActions = ["s3:getbucketobjectlockconfiguration", "s3:putbucketobjectlockconfiguration"];

    // Of an object, though their names do not say so.
    static readonly string[] UploadActions = ["s3:abortmultipartupload", "s3:listmultipartuploadparts", "s3:bypassgovernanceretention", "s3:initiatereplication", "s3:replicatedelete", "s3:replicatetags"];

    /// <summary>True when an action that this names is done to what the statement is about.</summary>
    /// <param name="pattern">An action, or a pattern.</param>
    /// <param name="buckets">It is about buckets.</param>
    /// <param name="objects">It is about objects.</param>
    public static bool Applies(string pattern, bool buckets, bool objects)
    {
        string lower = pattern.ToLowerInvariant();
        return lower == "*" || Array.Exists(Names, name => PolicyPattern.Matches(lower, name) && (IsOfObjects(name) ? objects : buckets));
    }

    static bool IsOfObjects(string name) => UploadActions.Contains(name) || name.Contains("object", StringComparison.Ordinal) && !LockActions.Contains(name);

    /// <summary>True for an action that exists, and for a pattern that names one.</summary>
    public static bool IsKnown(string pattern) => Applies(pattern, buckets: true, objects: true);
}
