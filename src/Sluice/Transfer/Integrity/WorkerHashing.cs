using Sluice.Engine;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>Checksums with the hash states that a worker keeps between its steps.</summary>
internal static class WorkerHashing
{
    /// <summary>A hash state of this kind, at its beginning. The next call for the same kind hands out the same one.</summary>
    public static ChecksumHasher Hasher(this Worker worker, ChecksumAlgorithm algorithm) => worker.Keep<HashStates>().Begin(algorithm);

    /// <summary>The checksum of a body of so many bytes that is received into this buffer. Dispose it before the next one.</summary>
    /// <param name="worker">Who receives it.</param>
    /// <param name="run">Its run, whose bodies are hashed together.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="algorithm">The checksum.</param>
    /// <param name="length">Bytes that will come.</param>
    /// <param name="tells"><see cref="BodyHasher.Current"/> will be asked.</param>
    /// <param name="others">Checksums that the bytes must have as well; null or empty for none.</param>
    public static BodyHasher BodyHasher(this Worker worker, TransferContext run, Memory<byte> buffer, ChecksumAlgorithm algorithm, long length, bool tells = false, IReadOnlyList<ObjectChecksum>? others = null)
    {
        HashStates states = worker.Keep<HashStates>();
        if (algorithm == ChecksumAlgorithm.Md5 && MultiBufferMd5.IsWorth(length))
            return new BodyHasher(buffer, null, states.Md5(run.MultiBufferMd5), tells ? states.Begin(ChecksumAlgorithm.Crc64Nvme) : null, others);
        return new BodyHasher(buffer, algorithm == ChecksumAlgorithm.None ? null : states.Begin(algorithm), null, others: others);
    }

    sealed class HashStates : IDisposable
    {
        readonly ChecksumHasher?[] _hashers = new ChecksumHasher?[Enum.GetValues<ChecksumAlgorithm>().Length];
        Md5Message? _md5;

        public ChecksumHasher Begin(ChecksumAlgorithm algorithm)
        {
            ref ChecksumHasher? hasher = ref _hashers[(int)algorithm];
            if (hasher is null)
                hasher = new ChecksumHasher(algorithm);
            else
                hasher.Reset();
            return hasher;
        }

        public Md5Message Md5(MultiBufferMd5 lanes) => _md5 ??= new Md5Message(lanes);

        public void Dispose()
        {
            foreach (ChecksumHasher? hasher in _hashers)
                hasher?.Dispose();
            _md5?.Dispose();
        }
    }
}
