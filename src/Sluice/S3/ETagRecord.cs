using Sluice.S3.Checksums;

namespace Sluice.S3;

/// <summary>What comparing an ETag with the MD5 of the bytes proves.</summary>
internal enum ETagAnswer
{
    /// <summary>They agree: these are the bytes.</summary>
    Agrees,
    /// <summary>They disagree, and no ETag of this bucket has agreed yet: it may be no MD5, or the bytes may be damaged.</summary>
    Unproved,
    /// <summary>They disagree where others have agreed: other bytes.</summary>
    Disagrees,
}

/// <summary>
/// What the ETags of one bucket have shown so far, and the one rule of what they prove: agreement always proves; once one
/// has agreed, disagreement proves other bytes; before that it proves nothing, however often it is seen, and takes nothing
/// away from what follows. For ETags that have the form of an MD5, of objects that no key of KMS or of a customer encrypts
/// (API reference, "Object": ETag). Those of objects of parts are judged apart from those of whole objects.
/// </summary>
/// <param name="isOpaque">They are known to be no MD5s: none proves anything.</param>
internal sealed class ETagRecord(bool isOpaque = false)
{
    // Disagreements that are looked into at the cost of a second reading, while none has agreed.
    const int MaxDoubts = 3;

    int _agreedWhole, _agreedParts, _doubts;

    /// <summary>True once an ETag of a whole object was the MD5 of its bytes.</summary>
    public bool HasAgreed => Volatile.Read(ref _agreedWhole) != 0;

    /// <summary>True once an ETag of an object of parts was the MD5 of its parts' MD5s.</summary>
    public bool HasAgreedOnParts => Volatile.Read(ref _agreedParts) != 0;

    /// <summary>False when several disagreed and none has agreed: comparing goes on, but nothing is read a second time for it.</summary>
    public bool MayAgree => !isOpaque && (HasAgreed || Volatile.Read(ref _doubts) < MaxDoubts);

    /// <summary>What an ETag left open was decided in another way: the next one is worth a second reading again.</summary>
    public void Decided() => Interlocked.Decrement(ref _doubts);

    /// <summary>Compares and remembers.</summary>
    /// <param name="tag">The ETag, read as an MD5.</param>
    /// <param name="computed">The MD5 of the bytes, likewise of the whole or of parts.</param>
    /// <param name="bytes">Length of the object: that of an empty one proves nothing of others.</param>
    public ETagAnswer Judge(ObjectChecksum tag, ObjectChecksum computed, long bytes)
    {
        if (isOpaque)
            return ETagAnswer.Unproved;
        ref int agreed = ref tag.IsComposite ? ref _agreedParts : ref _agreedWhole;
        if (tag == computed)
        {
            if (bytes > 0)
                Volatile.Write(ref agreed, 1);
            return ETagAnswer.Agrees;
        }
        // Nothing is nothing, whatever a store tags it with.
        if (bytes == 0)
            return ETagAnswer.Unproved;
        if (Volatile.Read(ref agreed) != 0)
            return ETagAnswer.Disagrees;
        Interlocked.Increment(ref _doubts);
        return ETagAnswer.Unproved;
    }
}
