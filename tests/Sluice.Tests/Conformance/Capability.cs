namespace Sluice.Tests.Conformance;

/// <summary>What S3 does and not every store can. The name completes "this store ...".</summary>
public enum Capability
{
    /// <summary>refuses a wrong access key or secret, a wrong presigned URL, and anonymous listings.</summary>
    VerifiesSignatures,
    /// <summary>refuses a body that is not the one whose digest was sent.</summary>
    VerifiesBodies,
    /// <summary>keeps CRC-64/NVME checksums and returns them.</summary>
    KeepsCrc64Nvme,
    /// <summary>keeps CRC-32C checksums and returns them.</summary>
    KeepsCrc32C,
    /// <summary>keeps CRC-32 checksums and returns them.</summary>
    KeepsCrc32,
    /// <summary>keeps SHA-1 checksums and returns them.</summary>
    KeepsSha1,
    /// <summary>keeps SHA-256 checksums and returns them.</summary>
    KeepsSha256,
    /// <summary>combines the CRC-64/NVME of parts to that of the object.</summary>
    CombinesCrc64Nvme,
    /// <summary>combines the CRC-32C of parts to that of the object.</summary>
    CombinesCrc32C,
    /// <summary>combines the CRC-32 of parts to that of the object.</summary>
    CombinesCrc32,
    /// <summary>takes a part in chunks with its CRC-64/NVME behind them, and returns that.</summary>
    TakesStreamedParts,
    /// <summary>returns a single part of an object (partNumber).</summary>
    ReadsParts,
    /// <summary>overwrites on condition of an ETag (PUT If-Match).</summary>
    WritesIfMatch,
    /// <summary>completes an upload on condition that there is no such object.</summary>
    CompletesIfAbsent,
    /// <summary>copies on condition of the source's ETag.</summary>
    CopiesIfMatch,
    /// <summary>refuses part numbers over 10,000.</summary>
    LimitsPartNumbers,
    /// <summary>keeps the tags that a multipart upload was begun with.</summary>
    KeepsTagsOfUploads,
    /// <summary>copies parts of objects whose keys hold a percent sign.</summary>
    CopiesPartsOfPercentKeys,
    /// <summary>answers NoSuchUpload when the parts of an upload that is not there are listed.</summary>
    NamesMissingUploads,
    /// <summary>answers NoSuchUpload when an upload that is not there is completed.</summary>
    CompletesOnlyKnownUploads,
    /// <summary>refuses parts that CompleteMultipartUpload names out of order.</summary>
    ChecksPartOrder,
    /// <summary>answers NoSuchUpload to a part of an upload that is not there.</summary>
    KnowsMissingUploads,
    /// <summary>lists parts from a part number on (part-number-marker).</summary>
    PagesParts,
    /// <summary>takes keys with a line feed in them.</summary>
    TakesLineFeeds,
    /// <summary>says in a HEAD how large a single part is (partNumber).</summary>
    HeadsParts,
    /// <summary>compares the checksum of the whole object in CompleteMultipartUpload.</summary>
    ComparesWholeChecksums,
    /// <summary>refuses keys over 1,024 bytes with KeyTooLongError.</summary>
    LimitsKeys,
    /// <summary>says that a delete marker hides the object (x-amz-delete-marker with the 404).</summary>
    TellsMarkers,
    /// <summary>refuses a delete marker as the source of a copy with InvalidRequest.</summary>
    RefusesMarkersAsSources,
    /// <summary>evaluates the policy and the signature of a form upload.</summary>
    EvaluatesForms,
    /// <summary>refuses a form's policy that has no expiration with InvalidPolicyDocument.</summary>
    NamesBadPolicies,
    /// <summary>refuses a form without a file.</summary>
    WantsFilesInForms,
    /// <summary>refuses preflights that no CORS rule allows.</summary>
    RefusesPreflights,
    /// <summary>evaluates bucket policies and ignores public ACLs where they are to be ignored.</summary>
    EvaluatesPolicies,
    /// <summary>refuses bucket policies with unknown or contradictory elements.</summary>
    ReadsPolicies,
    /// <summary>refuses public policies and ACLs where the public access block blocks them.</summary>
    BlocksPublicAccess,
    /// <summary>keeps ownership controls.</summary>
    ControlsOwnership,
    /// <summary>refuses ACLs where the bucket owner owns all objects.</summary>
    EnforcesOwnership,
    /// <summary>refuses default retentions that are none.</summary>
    ChecksLocks,
    /// <summary>refuses to suspend the versioning of a bucket with object lock.</summary>
    KeepsVersioningOfLocks,
    /// <summary>reads what a customer's key encrypted with that key only.</summary>
    WantsCustomerKeys,
    /// <summary>answers AccessDenied to another customer's key.</summary>
    DeniesOtherKeys,
    /// <summary>refuses a customer's key without its algorithm or digest.</summary>
    ChecksCustomerKeys,
    /// <summary>refuses encryption headers that are unknown or contradict each other.</summary>
    ChecksEncryption,
    /// <summary>keeps and follows the default encryption of a bucket.</summary>
    EncryptsBuckets,
    /// <summary>encrypts every object (SSE-S3) and says so.</summary>
    EncryptsAlways,
    /// <summary>keeps website documents.</summary>
    KeepsWebsites,
    /// <summary>keeps notification documents.</summary>
    KeepsNotifications,
    /// <summary>refuses lifecycle rules that are none.</summary>
    ChecksLifecycles,
    /// <summary>refuses broken documents with MalformedXML.</summary>
    RefusesBrokenDocuments,
    /// <summary>names the key in NoSuchKey.</summary>
    NamesMissingKeys,
    /// <summary>refuses presigned URLs for longer than a week with AuthorizationQueryParametersError.</summary>
    LimitsPresignedUrls,
    /// <summary>refuses checksum headers that it does not know.</summary>
    RefusesUnknownChecksums,
    /// <summary>refuses a part number without an upload.</summary>
    RefusesPartsOfNothing,
    /// <summary>refuses two sub-resources in one request.</summary>
    RefusesTwoSubResources,
    /// <summary>has GetObjectAttributes.</summary>
    TellsAttributes,
    /// <summary>tells in GetObjectAttributes how many parts an object has.</summary>
    CountsParts,
    /// <summary>deletes on condition of the ETag.</summary>
    DeletesIfMatch,
    /// <summary>copies on condition that nothing is at the destination.</summary>
    CopiesIfAbsent,
    /// <summary>refuses signatures of version 2 in headers.</summary>
    RefusesOldSignatures,
    /// <summary>answers AuthorizationHeaderMalformed to an authorization header that is none.</summary>
    NamesBrokenAuthorization,
    /// <summary>refuses listings with a negative or unreadable max-keys, or an unknown encoding.</summary>
    ChecksListings,
    /// <summary>answers NoSuchVersion where there is no such version.</summary>
    NamesMissingVersions,
    /// <summary>keeps older versions when an object is overwritten while versioning is suspended.</summary>
    KeepsVersionsWhileSuspended,
    /// <summary>says which version it copied.</summary>
    TellsCopiedVersions,
    /// <summary>answers SignatureDoesNotMatch to a form with a wrong signature.</summary>
    NamesSignaturesOfForms,
    /// <summary>names bucket and key in the 201 of a form.</summary>
    TellsPlaceOfForms,
    /// <summary>names the headers that a page asked for in the answer to its preflight.</summary>
    TellsAllowedHeaders,
    /// <summary>answers 204 where a document of a bucket is removed.</summary>
    EndsDocuments,
    /// <summary>answers 204 to PutBucketPolicy.</summary>
    AnswersPolicies,
    /// <summary>refuses a customer's key together with encryption by the store.</summary>
    RefusesTwoEncryptions,
    /// <summary>refuses an encryption context without KMS.</summary>
    ChecksKmsContext,
    /// <summary>answers BadRequest to more than ten tags of an object.</summary>
    NamesTooManyTags,
    /// <summary>answers MethodNotAllowed where a delete marker is read by its version.</summary>
    AnswersMarkers,
    /// <summary>tells the retention of an object (GetObjectRetention).</summary>
    TellsRetention,
    /// <summary>takes an empty notification document for the end of notifications.</summary>
    EndsNotifications,
    /// <summary>refuses to shorten a retention in compliance mode.</summary>
    KeepsRetention,
    /// <summary>keeps who pays for requests.</summary>
    KeepsRequestPayment,
    /// <summary>restores archived objects (RestoreObject).</summary>
    RestoresArchives,
    /// <summary>tells when a multipart upload was begun (ListMultipartUploads).</summary>
    TellsUploadTimes,
}
