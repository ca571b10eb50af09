using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Support;

/// <summary>Trees for tests that need no run around them.</summary>
static class Places
{
    public static S3Tree Of(S3Client client, S3Location place) => new(() => client, place) { Given = place, NameStart = place.Key.Length };

    public static LocalTree Of(string directory) => new(directory, keepsLinks: false) { Given = new LocalLocation(directory) };
}
