using System.Collections.Concurrent;
using Sluice.S3;

namespace Sluice.Transfer.Attributes;

/// <summary>What the buckets of a run have refused of what copies would carry over, so that no second object asks for it. Safe for many threads.</summary>
internal sealed class AttributeRefusals
{
    // A hostile source could name as many storage classes as it has objects.
    const int MaxKnown = 1000;

    readonly ConcurrentDictionary<(S3Client Store, string Bucket, CarriedAttributes Attribute, string Value), AttributeRefusal> _known = [];

    /// <summary>Remembers a refusal.</summary>
    /// <param name="store">Whose.</param>
    /// <param name="bucket">Where.</param>
    /// <param name="value">Of which storage class; empty for other attributes.</param>
    /// <param name="refusal">What was refused.</param>
    public void Add(S3Client store, string bucket, string value, AttributeRefusal refusal)
    {
        if (_known.Count < MaxKnown)
            _known[(store, bucket, refusal.Attribute, value)] = refusal;
    }

    /// <summary>How such a thing was refused before; null when it was not.</summary>
    public AttributeRefusal? Find(S3Client store, string bucket, CarriedAttributes attribute, string value) =>
        !_known.IsEmpty && _known.TryGetValue((store, bucket, attribute, value), out AttributeRefusal refusal) ? refusal : null;
}

/// <summary>A refusal.</summary>
/// <param name="Attribute">What was refused.</param>
/// <param name="Code">The store's code, or its HTTP status.</param>
/// <param name="IsDenied">A permission is missing; else the store does not know such a thing.</param>
internal readonly record struct AttributeRefusal(CarriedAttributes Attribute, string Code, bool IsDenied);
