using System.Globalization;
using System.Text;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>Test objects of one size, numbered below a prefix.</summary>
/// <param name="client">The store.</param>
/// <param name="below">Their prefix.</param>
/// <param name="count">Their number.</param>
/// <param name="size">Bytes of each.</param>
/// <param name="pattern">Their bytes.</param>
internal sealed class TestObjectSet(S3Client client, S3Location below, int count, long size, Pattern pattern)
{
    readonly TestObjectTree _objects = new(pattern, size) { Given = new StreamLocation() };

    /// <summary>Their prefix.</summary>
    public S3Location Below => below;

    /// <summary>Their number.</summary>
    public int Count => count;

    /// <summary>Bytes of each.</summary>
    public long Size => size;

    /// <summary>The key of one, from 0.</summary>
    public ObjectKey KeyOf(int number) => below.Key.Append(Encoding.ASCII.GetBytes(number.ToString("D7", CultureInfo.InvariantCulture)));

    /// <summary>The upload of one.</summary>
    public WorkItem Upload(TransferContext run, int number)
    {
        ObjectTarget target = new(client, below.Profile, below.Bucket, KeyOf(number), ObjectAttributes.None);
        return Planner.Upload(size, run.Options.PartSize).IsParted
            ? new MultipartUpload(run, _objects, _objects.EntryOf(number), target)
            : new SingleUpload(run, _objects, _objects.EntryOf(number), target);
    }
}
