using System.Buffers.Binary;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// The MD5 of one body that comes in pieces, computed together with those of others. One that is alone when its first piece is
/// to be computed is left to the library, which is twice as fast for one. Used by one thread at a time, and again and again.
/// </summary>
internal sealed class Md5Message(MultiBufferMd5 lanes) : IDisposable
{
    readonly ChecksumHasher _alone = new(ChecksumAlgorithm.Md5);
    readonly uint[] _state = [.. Md5Rounds.Empty];

    // Bytes at the end that do not fill a block, then room for padding.
    readonly byte[] _rest = new byte[2 * Md5Rounds.BlockLength];
    int _restLength;
    long _length;
    ReadOnlyMemory<byte> _left;
    Kind _kind;

    enum Kind { Undecided, Alone, Together }

    /// <summary>A thread computes it. Guarded by the gate of the lanes.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Nothing was computed so far. Guarded by the gate of the lanes.</summary>
    public bool IsUndecided => _kind == Kind.Undecided;

    /// <summary>Whole blocks that are not computed.</summary>
    public int Blocks => _left.Length / Md5Rounds.BlockLength;

    /// <summary>Their bytes.</summary>
    public ReadOnlySpan<byte> Left => _left.Span;

    /// <summary>Adds a piece, which must stay as it is until the next call of any method returns.</summary>
    public void Append(ReadOnlyMemory<byte> piece)
    {
        Settle();
        if (_kind == Kind.Alone)
        {
            _alone.Append(piece.Span);
            return;
        }
        // 1 A block that began in an earlier piece.
        _length += piece.Length;
        if (_restLength > 0)
        {
            int count = Math.Min(Md5Rounds.BlockLength - _restLength, piece.Length);
            piece[..count].CopyTo(_rest.AsMemory(_restLength));
            piece = piece[count..];
            _restLength += count;
            if (_restLength < Md5Rounds.BlockLength)
                return;
            _restLength = 0;
            Leave(_rest.AsMemory(0, Md5Rounds.BlockLength));
            Settle();
            if (_kind == Kind.Alone)
            {
                _alone.Append(piece.Span);
                return;
            }
        }
        // 2 The bytes behind its last whole block are kept for the next one.
        int whole = piece.Length - piece.Length % Md5Rounds.BlockLength;
        piece[whole..].CopyTo(_rest);
        _restLength = piece.Length - whole;
        if (whole > 0)
            Leave(piece[..whole]);
    }

    /// <summary>The MD5 of all pieces; begins anew.</summary>
    public ObjectChecksum Finish()
    {
        Settle();
        if (_kind != Kind.Together)
        {
            _alone.Append(_rest.AsSpan(0, _restLength));
            Begin();
            return _alone.Finish();
        }
        // A one, zeros, and the number of bits in the last eight bytes of a block (RFC 1321, section 3).
        int padded = _restLength < Md5Rounds.BlockLength - sizeof(ulong) ? Md5Rounds.BlockLength : 2 * Md5Rounds.BlockLength;
        _rest.AsSpan(_restLength, padded - _restLength).Clear();
        _rest[_restLength] = 0x80;
        BinaryPrimitives.WriteInt64LittleEndian(_rest.AsSpan(padded - sizeof(ulong)), 8 * _length);
        Leave(_rest.AsMemory(0, padded));
        Settle();
        Span<byte> digest = stackalloc byte[Md5Rounds.StateWords * sizeof(uint)];
        for (int word = 0; word < Md5Rounds.StateWords; word++)
            BinaryPrimitives.WriteUInt32LittleEndian(digest[(word * sizeof(uint))..], _state[word]);
        Begin();
        return new ObjectChecksum(ChecksumAlgorithm.Md5, Convert.ToBase64String(digest));
    }

    /// <summary>Begins anew; the last piece may change once this returns.</summary>
    public void Reset()
    {
        if (_length == 0)
            return;
        lanes.Withdraw(this);
        _alone.Reset();
        Begin();
    }

    /// <summary>Puts the state into a lane.</summary>
    public void Load(Span<uint> states, int lane)
    {
        for (int word = 0; word < Md5Rounds.StateWords; word++)
            states[word * Md5Rounds.Lanes + lane] = _state[word];
    }

    /// <summary>Takes the state from a lane, after so many blocks.</summary>
    public void Store(ReadOnlySpan<uint> states, int lane, int blocks)
    {
        for (int word = 0; word < Md5Rounds.StateWords; word++)
            _state[word] = states[word * Md5Rounds.Lanes + lane];
        _left = _left[(blocks * Md5Rounds.BlockLength)..];
        _kind = Kind.Together;
    }

    /// <inheritdoc/>
    public void Dispose() => _alone.Dispose();

    void Begin()
    {
        Md5Rounds.Empty.CopyTo(_state);
        (_restLength, _length, _left, _kind) = (0, 0, default, Kind.Undecided);
    }

    void Leave(ReadOnlyMemory<byte> blocks)
    {
        _left = blocks;
        lanes.Leave(this);
    }

    // Nothing is left when it returns.
    void Settle()
    {
        if (_length == 0 || _kind == Kind.Alone || lanes.TryCompute(this))
            return;
        _kind = Kind.Alone;
        _alone.Append(_left.Span);
        _alone.Append(_rest.AsSpan(0, _restLength));
        (_left, _restLength) = (default, 0);
    }
}
