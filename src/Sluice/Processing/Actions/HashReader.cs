using System.Security.Cryptography;
using System.Text;

namespace Sluice.Processing.Actions;

/// <summary>A checksum, in hexadecimal, as sha256sum(1) writes it.</summary>
internal sealed class HashReader(string name) : PieceReader
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(new HashAlgorithmName(name.ToUpperInvariant()));

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<byte> piece) => _hash.AppendData(piece);

    /// <inheritdoc/>
    public override void End()
    {
        Span<byte> hash = stackalloc byte[64];
        int length = _hash.GetHashAndReset(hash);
        Output.Append(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash[..length])));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _hash.Dispose();
        base.Dispose();
    }
}
