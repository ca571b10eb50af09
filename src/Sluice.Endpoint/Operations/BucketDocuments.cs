using System.Text;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>Get, Put and Delete of the documents that configure a bucket, and GetBucketPolicyStatus.</summary>
static class BucketDocuments
{
    const string TransitionMinimum = "x-amz-transition-default-minimum-object-size", AllClasses = "all_storage_classes_128K";

    public static Task GetAsync(S3Request request, DocumentKind kind)
    {
        Bucket bucket = request.RequireOwnedBucket("s3:Get" + kind.Action);
        string? text = bucket.Record.Documents?.GetValueOrDefault(kind.SubResource) ?? kind.Default;
        if (text is null)
            throw new RefusalException(kind.Absent! with { Details = [new("BucketName", bucket.Name)] });
        if (kind.SubResource == "lifecycle")
            request.Http.Response.Headers[TransitionMinimum] = bucket.Record.TransitionMinimum ?? AllClasses;
        return TextAsync(request, text, kind.Root is null ? "application/json" : "application/xml");
    }

    public static async Task PutAsync(S3Request request, DocumentKind kind)
    {
        Bucket bucket = request.RequireOwnedBucket("s3:Put" + kind.Action);
        byte[] body = await RequestXml.ReadBytesAsync(request, DocumentKinds.MostBytes).ConfigureAwait(false);
        string? text = DocumentKinds.Check(kind, body, bucket);
        string? minimum = kind.SubResource == "lifecycle" ? Minimum(request) : null;
        bucket.Change(record => With(record, kind, text, minimum));
        if (kind.SubResource == "lifecycle")
            request.Http.Response.Headers[TransitionMinimum] = minimum ?? AllClasses;
        // S3 answers so to PutBucketPolicy and PutBucketTagging (S3 API Reference).
        await Reply.EmptyAsync(request, kind.SubResource is "policy" or "tagging" ? 204 : 200).ConfigureAwait(false);
    }

    public static Task DeleteAsync(S3Request request, DocumentKind kind)
    {
        request.RequireOwnedBucket("s3:" + kind.DeleteAction).Change(record => With(record, kind, null, null));
        return Reply.EmptyAsync(request, 204);
    }

    public static Task PolicyStatusAsync(S3Request request)
    {
        Bucket bucket = request.RequireOwnedBucket("s3:GetBucketPolicyStatus");
        if (bucket.Settings.Policy is null && !bucket.Access.IsPublic)
            throw new RefusalException(DocumentKinds.Find("policy")!.Absent! with { Details = [new("BucketName", bucket.Name)] });
        bool isPublic = bucket.Settings.Policy is { IsPublic: true } && !bucket.Settings.PublicAccess.RestrictPublicBuckets || bucket.Access.IsPublic && !bucket.Settings.PublicAccess.IgnorePublicAcls;
        return Reply.XmlAsync(request, new XmlBuilder().Open("PolicyStatus", withNamespace: true).Flag("IsPublic", isPublic).Close("PolicyStatus"));
    }

    // S3 API Reference, PutBucketLifecycleConfiguration: what is not said is the same for all classes.
    static string? Minimum(S3Request request) => request.Header(TransitionMinimum) switch
    {
        null => null,
        AllClasses or "varies_by_storage_class" => request.Header(TransitionMinimum),
        _ => throw new RefusalException(Refusal.InvalidArgument("Invalid value for x-amz-transition-default-minimum-object-size")),
    };

    static StoredBucket With(StoredBucket record, DocumentKind kind, string? text, string? minimum)
    {
        Dictionary<string, string> documents = record.Documents is { } before ? new(before, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        if (text is null)
            documents.Remove(kind.SubResource);
        else
            documents[kind.SubResource] = text;
        return record with { Documents = documents.Count > 0 ? documents : null, TransitionMinimum = kind.SubResource == "lifecycle" ? minimum : record.TransitionMinimum };
    }

    static Task TextAsync(S3Request request, string text, string contentType)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        HttpResponse response = request.Http.Response;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, request.Aborted).AsTask();
    }
}
