using System.Text;
using k8s.Exceptions;
using k8s.KubeConfigModels;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>Looks at what a configuration names of certificates, keys and tokens before the library does, whose readers do not say which field they could not read.</summary>
static class KubeConfigFields
{
    /// <summary>Throws a <see cref="KubeConfigException"/> with the name of the field that is wrong.</summary>
    public static void Check(Cluster cluster)
    {
        if (cluster.ClusterEndpoint is { } endpoint)
            Has($"cluster {cluster.Name}", "certificate-authority", endpoint.CertificateAuthority, endpoint.CertificateAuthorityData);
    }

    /// <summary>The same of a user.</summary>
    /// <param name="user">The user, who has the token of the file afterwards.</param>
    /// <param name="tokenFile">Path of a file with a token, which counts before one that is given itself (Kubernetes, "kubeconfig (v1)"); null for none.</param>
    public static void Check(User user, string? tokenFile)
    {
        if (user.UserCredentials is not { } credentials)
            return;
        string owner = $"user {user.Name}";
        bool hasCertificate = Has(owner, "client-certificate", credentials.ClientCertificate, credentials.ClientCertificateData);
        if (hasCertificate != Has(owner, "client-key", credentials.ClientKey, credentials.ClientKeyData))
            throw new KubeConfigException($"{owner} has a client-{(hasCertificate ? "certificate without a client-key" : "key without a client-certificate")}.");
        if (tokenFile is not null)
            credentials.Token = Read(owner, "tokenFile", tokenFile).Trim();
    }

    // What is given itself counts before a file.
    static bool Has(string owner, string field, string? path, string? data)
    {
        string pem;
        if (data is { Length: > 0 })
        {
            byte[] bytes = new byte[data.Length];
            if (!Convert.TryFromBase64String(data, bytes, out int length))
                throw new KubeConfigException($"{owner}: {field}-data is not base64.");
            pem = Encoding.Latin1.GetString(bytes, 0, length);
        }
        else if (path is { Length: > 0 })
        {
            pem = Read(owner, field, path);
        }
        else
        {
            return false;
        }
        return pem.Contains("-----BEGIN ", StringComparison.Ordinal) ? true : throw new KubeConfigException($"{owner}: {field}{(data is { Length: > 0 } ? "-data" : $", {path},")} has no PEM.");
    }

    static string Read(string owner, string field, string path)
    {
        if (Directory.Exists(path))
            throw new KubeConfigException($"{owner}: {field} cannot be read: {path} is a directory.");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"{owner}: {field} cannot be read: {unread.Message}", unread);
        }
    }
}
