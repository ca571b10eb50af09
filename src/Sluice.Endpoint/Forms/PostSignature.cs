using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Auth;
using Sluice.Endpoint.Http;
using Sluice.S3.Signing;

namespace Sluice.Endpoint.Forms;

/// <summary>Who signed a form: version 4, or the older one that forms of 2006 and many examples still have. What is signed is the policy as it was sent.</summary>
static class PostSignature
{
    /// <summary>The caller; anonymous for a form without policy and signature. Throws <see cref="RefusalException"/> when it does not hold.</summary>
    public static Caller Verify(S3Request request, PostForm form)
    {
        string? policy = form["policy"], algorithm = form["x-amz-algorithm"], accessKey = form["AWSAccessKeyId"], older = form["signature"];
        if (algorithm is null && accessKey is null && older is null && form["x-amz-signature"] is null && form["x-amz-credential"] is null)
            return policy is null ? Caller.Anonymous : throw Missing("Signature");
        if (policy is null)
            throw Missing("Policy");
        EndpointAccount account;
        string expected, given;
        byte[] signed = Encoding.UTF8.GetBytes(policy);
        if (algorithm is not null || form["x-amz-signature"] is not null)
        {
            if (algorithm != SigV4Canonical.Algorithm)
                throw new RefusalException(Refusal.InvalidArgument("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""));
            given = form["x-amz-signature"] ?? throw Missing("X-Amz-Signature");
            if (!SigningScope.TryParseCredential(form["x-amz-credential"] ?? throw Missing("X-Amz-Credential"), out string? key, out SigningScope? scope) || scope.Service != "s3")
                throw new RefusalException(new Refusal("AuthorizationQueryParametersError", 400, "The Credential is malformed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."));
            if (scope.Region != request.Endpoint.Options.Region)
                throw new RefusalException(new Refusal("AuthorizationQueryParametersError", 400, $"The region '{scope.Region}' is wrong; expecting '{request.Endpoint.Options.Region}'"));
            account = RequestAuthenticator.Account(request, key, form["x-amz-security-token"]);
            expected = request.Endpoint.SigningKeys.Get(account, scope).Sign(signed);
        }
        else
        {
            given = older ?? throw Missing("Signature");
            account = RequestAuthenticator.Account(request, accessKey ?? throw Missing("AWSAccessKeyId"), form["x-amz-security-token"]);
            using IncrementalHash mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, Encoding.UTF8.GetBytes(account.SecretKey));
            mac.AppendData(signed);
            expected = Convert.ToBase64String(mac.GetHashAndReset());
        }
        return Signature.AreEqual(expected, given) ? request.Endpoint.CallerOf(account.Id) : throw new RefusalException(RequestAuthenticator.DoesNotMatch(account.AccessKey, given, policy));
    }

    static RefusalException Missing(string field) => new(Refusal.InvalidArgument($"Bucket POST must contain a field named '{field}'.  If it is specified, please check the order of the fields."));
}
