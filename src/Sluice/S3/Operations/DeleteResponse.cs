using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>
/// What an answer to DeleteObjects says of the objects that were sent. Only exactly those bytes are meant by it, and that version: a name in
/// another form may be another object's. An error that cannot be matched is one of an object that nothing was said of; where there is none, of any.
/// </summary>
internal sealed class DeleteResponse
{
    /// <summary>Matches an answer with its request.</summary>
    public DeleteResponse(List<ObjectIdentifier> sent, List<DeleteXml.Entry> said)
    {
        Dictionary<ObjectIdentifier, int> places = new(sent.Count);
        for (int i = 0; i < sent.Count; i++)
            places[sent[i]] = i;
        bool[] isDeleted = new bool[sent.Count], isUnclear = new bool[sent.Count], isMarker = new bool[sent.Count], isNull = new bool[sent.Count];
        S3Error?[] errors = new S3Error?[sent.Count];
        bool isErrorLost = false;
        foreach (DeleteXml.Entry entry in said)
            // Of an object whose version was not named a store may name the one it removed.
            if (!places.TryGetValue(new ObjectIdentifier(entry.Key, entry.VersionId), out int place) && !places.TryGetValue(new ObjectIdentifier(entry.Key), out place))
                isErrorLost |= !entry.IsDeleted;
            else if (entry.IsDeleted)
                (isDeleted[place], isMarker[place], isNull[place]) = (true, entry.IsMarker, entry.MarkerId == DeletedObject.NullVersion);
            else
                errors[place] = ErrorClassifier.ClassifyKey(entry.Code, entry.Message);
        for (int i = 0; i < sent.Count; i++)
            isUnclear[i] = isDeleted[i] == (errors[i] is not null);
        bool isDoubtful = isErrorLost && !Array.Exists(isUnclear, static unclear => unclear);
        for (int i = 0; i < sent.Count; i++)
            if (isUnclear[i] || isDoubtful && isDeleted[i])
                Unsaid.Add(sent[i]);
            else if (errors[i] is { Kind: not FailureKind.NotFound } error)
                Failed.Add((sent[i], error));
            else if (isMarker[i] && sent[i].VersionId is null)
                _ = isNull[i] ? NullMarkers++ : Hidden++;
    }

    /// <summary>Objects that were not removed.</summary>
    public List<(ObjectIdentifier Object, S3Error Error)> Failed { get; } = [];

    /// <summary>Objects of which nothing is said, or both.</summary>
    public List<ObjectIdentifier> Unsaid { get; } = [];

    /// <summary>Objects that a delete marker hides now.</summary>
    public int Hidden { get; }

    /// <inheritdoc cref="DeleteObjectsResult.NullMarkers"/>
    public int NullMarkers { get; }
}
