using System.Security.Cryptography;
using System.Text;

namespace Sluice.Endpoint.Auth;

/// <summary>Compares signatures in constant time, so that timing does not tell how many digits were right.</summary>
static class Signature
{
    public static bool AreEqual(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.Latin1.GetBytes(given));
}
