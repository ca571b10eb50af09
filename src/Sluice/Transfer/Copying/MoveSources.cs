using System.Text;
using System.Text.RegularExpressions;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Copying;

/// <summary>
/// What a move within one bucket takes away. <c>mv s3://b/a/x/ s3://b/a/</c> would write <c>a/x/x/1</c> over <c>a/x/1</c>,
/// which is on its way too: one of the two would be lost.
/// </summary>
internal sealed class MoveSources
{
    readonly List<(ObjectKey Prefix, bool IsExact, Regex? Pattern)> _sources = [];

    /// <summary>The sources that lie in the destination's bucket.</summary>
    public MoveSources(IReadOnlyList<Tree> sources, Tree destination, S3ClientFactory clients)
    {
        if (destination.Objects is not { } place)
            return;
        foreach (Tree source in sources)
            if (source.Objects is { } from && from.Place.Bucket == place.Place.Bucket && from.Place.IsSameStore(place.Place, clients))
                _sources.Add((from.Place.Key, from.Shape == TreeShape.One, from.Pattern));
    }

    /// <summary>True when something that is to be moved away has this name.</summary>
    public bool Overwrites(S3Location target)
    {
        foreach ((ObjectKey prefix, bool isExact, Regex? pattern) in _sources)
        {
            if (isExact ? target.Key == prefix : target.Key.StartsWith(prefix) && pattern?.IsMatch(Encoding.UTF8.GetString(target.Key.Bytes)) != false)
                return true;
        }
        return false;
    }
}
