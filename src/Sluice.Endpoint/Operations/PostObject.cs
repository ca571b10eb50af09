using System.Text;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Bodies;
using Sluice.Endpoint.Forms;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3;
using Sluice.S3.Endpoints;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>PostObject: an upload by a browser's form (S3 API Reference, "POST Object"). The fields become the headers of a PUT, which is what they stand for.</summary>
static class PostObject
{
    static readonly string[] PlainHeaders = ["cache-control", "content-type", "content-disposition", "content-encoding", "content-language", "expires", "content-md5"];

    public static async Task HandleAsync(S3Request request)
    {
        // 1 Everything before the file: who, where, and under which conditions.
        PostForm form = await PostForm.ReadAsync(request).ConfigureAwait(false);
        if (form["key"] is not { Length: > 0 } name)
            throw new RefusalException(Refusal.InvalidArgument("Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."));
        ObjectKey key = new(Encoding.UTF8.GetBytes(name));
        RequestHandler.CheckKey(request.Endpoint, key);
        request.Authenticated(PostSignature.Verify(request, form), PayloadSignature.None);
        request.Key = key;
        PostPolicy? policy = form["policy"] is { } text ? PostPolicy.Parse(text) : null;
        policy?.Check(request.Target.Bucket!, form.Fields, request.Endpoint.Options.Clock.GetUtcNow());
        SetHeaders(request.Http.Request, form);
        request.BodyTags = form["tagging"] is { } tagging ? ReadTags(tagging) : [];
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        WritePrecondition condition = WriteConditions.Read(request);
        ObjectDescription description = DescriptionHeaders.Read(request, bucket) with { Tags = request.BodyTags };
        request.RequireTagging(bucket, description.Tags);
        AccessList access = AccessHeaders.ReadOfObject(request, bucket);
        (ObjectRetention? retention, bool? hold) = ObjectLocks.Read(request, bucket);
        ChecksumClaim claim = ChecksumClaim.Read(request);
        // 2 The file.
        await using BlobWriter writer = request.Endpoint.Catalog.Store.CreateBlob();
        ReceivedBody body = await BodyReceiver.ReceiveFileAsync(request, new FormPayload(form.File.Body), writer, Math.Min(BodyReceiver.MostBytes, policy?.MostBytes ?? long.MaxValue), policy?.LeastBytes ?? 0, claim).ConfigureAwait(false);
        // 3 As a PUT would.
        KeptObject stored = await bucket.PutAsync(new KeptObject
        {
            KeyBytes = key.Bytes.ToArray(),
            Size = body.Blob.Length,
            LastModified = request.Endpoint.Now,
            ETag = body.ETag,
            Description = description,
            Access = access,
            Checksum = body.Checksum,
            Retention = retention,
            LegalHold = hold,
            BlobIds = [body.Blob.Id],
            Content = new Content([body.Blob]),
        }, condition, request.Aborted).ConfigureAwait(false);
        await AnswerAsync(request, bucket, form, stored).ConfigureAwait(false);
    }

    static Task AnswerAsync(S3Request request, Bucket bucket, PostForm form, KeptObject stored)
    {
        HttpResponse response = request.Http.Response;
        string location = $"{request.Http.Request.Scheme}://{request.Http.Request.Host}{(request.Target.IsVirtualHosted ? "" : "/" + bucket.Name)}/{UriEncoding.EncodePath(stored.Key)}";
        response.Headers.ETag = $"\"{stored.ETag}\"";
        response.Headers.Location = location;
        VersionHeaders.Write(request, bucket, stored);
        ChecksumReply.WriteHeaders(request, stored.Checksum);
        DescriptionHeaders.WriteEncryption(request, stored.Description);
        string? redirect = form["success_action_redirect"] ?? form["redirect"];
        if (redirect is not null && Uri.TryCreate(redirect, UriKind.Absolute, out Uri? target) && target.Scheme is "http" or "https" && !redirect.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            response.Headers.Location = $"{target.AbsoluteUri}{(target.Query.Length > 0 ? "&" : "?")}bucket={bucket.Name}&key={UriEncoding.EncodePath(stored.Key).Replace("/", "%2F", StringComparison.Ordinal)}&etag=%22{stored.ETag}%22";
            return Reply.EmptyAsync(request, 303);
        }
        return form["success_action_status"] switch
        {
            "200" => Reply.EmptyAsync(request, 200),
            "201" => Reply.XmlAsync(request, new XmlBuilder().Open("PostResponse").Text("Location", location).Text("Bucket", bucket.Name).Key("Key", stored.Key, urlEncoded: false).ETag(stored.ETag).Close("PostResponse"), 201),
            _ => Reply.EmptyAsync(request, 204),
        };
    }

    static void SetHeaders(HttpRequest http, PostForm form)
    {
        // The form's own: what the body is, not what the object is.
        http.Headers.Remove("Content-Type");
        foreach (KeyValuePair<string, string> field in form.Fields)
        {
            string name = field.Key.ToLowerInvariant();
            if (name == "acl")
                name = "x-amz-acl";
            bool isDescription = PlainHeaders.Contains(name) || name.StartsWith("x-amz-", StringComparison.Ordinal) && name is not ("x-amz-signature" or "x-amz-credential" or "x-amz-algorithm" or "x-amz-date" or "x-amz-security-token");
            if (!isDescription)
                continue;
            if (field.Value.AsSpan().ContainsAnyInRange('\0', '\x1f') || field.Value.Contains('\x7f', StringComparison.Ordinal))
                throw new RefusalException(Refusal.InvalidArgument($"The field {name} holds a control character"));
            // Header text is bytes here.
            http.Headers[name] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(field.Value));
        }
    }

    static List<KeyValuePair<string, string>> ReadTags(string xml)
    {
        List<KeyValuePair<string, string>> tags = RequestXml.Parse(Encoding.UTF8.GetBytes(xml), TaggingXml.Parse);
        TagSet.Check(tags);
        return tags;
    }
}
