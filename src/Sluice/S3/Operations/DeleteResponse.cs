using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>
/// What an answer to DeleteObjects says of the keys that were sent. Only exactly those bytes are meant by it: a name in another
/// form may be another object's. An error that cannot be matched is one of a key that nothing was said of; where there is none, of any.
/// </summary>
internal sealed class DeleteResponse
{
    /// <summary>Matches an answer with its request.</summary>
    public DeleteResponse(List<ObjectKey> sent, List<DeleteXml.Entry> said)
    {
        Dictionary<ObjectKey, int> places = new(sent.Count);
        for (int i = 0; i < sent.Count; i++)
            places[sent[i]] = i;
        bool[] isDeleted = new bool[sent.Count], isUnclear = new bool[sent.Count];
        S3Error?[] errors = new S3Error?[sent.Count];
        bool isErrorLost = false;
        foreach (DeleteXml.Entry entry in said)
            if (!places.TryGetValue(entry.Key, out int place))
                isErrorLost |= !entry.IsDeleted;
            else if (entry.IsDeleted)
                isDeleted[place] = true;
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
    }

    /// <summary>Keys that were not removed.</summary>
    public List<(ObjectKey Key, S3Error Error)> Failed { get; } = [];

    /// <summary>Keys of which nothing is said, or both.</summary>
    public List<ObjectKey> Unsaid { get; } = [];
}
