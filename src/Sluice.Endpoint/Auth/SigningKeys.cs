using System.Collections.Concurrent;
using Sluice.S3.Signing;

namespace Sluice.Endpoint.Auth;

/// <summary>Derived signing keys, of which each account needs one a day.</summary>
sealed class SigningKeys
{
    /// <summary>A client chooses its scope's date within the clock skew, so honest ones need two keys an account.</summary>
    const int MostKept = 1000;

    readonly ConcurrentDictionary<(string AccessKey, SigningScope Scope), SigningKey> _keys = new();

    public SigningKey Get(EndpointAccount account, SigningScope scope)
    {
        if (_keys.Count >= MostKept)
            _keys.Clear();
        return _keys.GetOrAdd((account.AccessKey, scope), static (name, account) => new SigningKey(account.SecretKey, name.Scope), account);
    }
}
