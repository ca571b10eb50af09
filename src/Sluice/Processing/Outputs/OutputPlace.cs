using System.Buffers;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Sinks;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Processing.Outputs;

/// <summary>Where outputs become objects or files, each under the name that a template gives it. Published whole, with a checksum, or not at all.</summary>
internal sealed class OutputPlace
{
    // A PUT of at most this much; more goes in parts.
    const long MostPut = 64 << 20;

    readonly Tree _root;
    readonly ItemTemplate _template;

    OutputPlace(Tree root, ItemTemplate template) => (_root, _template) = (root, template);

    /// <summary>The place that a location with placeholders means. Throws <see cref="ArgumentException"/> for a placeholder that is unknown.</summary>
    public static OutputPlace Create(Location to, TreeContext context)
    {
        string text = to.PathText ?? "";
        int brace = text.IndexOf('{', StringComparison.Ordinal);
        int start = (brace < 0 ? text : text[..brace]).LastIndexOf('/') + 1;
        // A place that holds names keeps those of the objects.
        if (brace < 0 && to.IsContainer)
            (start, text) = (text.Length, text + (text.Length == 0 || text.EndsWith('/') ? "" : "/") + "{dir}/{name}");
        if (ItemTemplate.Parse(text[start..].TrimStart('/'), out string problem) is not { } template)
            throw new ArgumentException($"--to: {problem}");
        Location root = to.AtPath(to.FilePath is null ? text[..start] : Plain(text[..start]));
        return new OutputPlace(root.OpenPlace(context, asContainer: true), template);
    }

    // With .. in it a root that is not there yet could not be made.
    static string Plain(string directory) => directory.Split('/') is var parts && (Array.LastIndexOf(parts, "..") > 0 || Array.IndexOf(parts, ".", 1) > 0 || directory.Contains("//", StringComparison.Ordinal))
        ? Path.GetFullPath(directory) : directory;

    /// <summary>What all names are below.</summary>
    public Location Root => _root.Root;

    /// <summary>False when two objects may have outputs of one name.</summary>
    public bool IsUnique => _template.IsUnique;

    /// <summary>The name of an object's output.</summary>
    public byte[] NameOf(in ItemFields item)
    {
        ArrayBufferWriter<byte> name = new();
        _template.Write(item, default, name);
        return name.WrittenSpan.ToArray();
    }

    /// <summary>Where an output of this name is.</summary>
    public Location At(ReadOnlySpan<byte> name) => _root.At(name);

    /// <summary>Why no output can have this name; null when one can.</summary>
    public string? ProblemOf(ReadOnlySpan<byte> name) => name.IsEmpty || name[^1] == (byte)'/' ? "it would have no name" : _root.ProblemOf(name);

    /// <summary>Publishes an output; why that failed, or null.</summary>
    public ItemFailure? Publish(ItemTransfer item, Worker worker, ProgramOutput output, byte[] name)
    {
        if (ProblemOf(name) is { } problem)
            return new ItemFailure(OutcomeKind.Failed, "OutputName", $"Its output cannot be {At(name)}: {problem}.");
        if (_root.Objects is not { } objects)
            return Write(item, output, name);
        ObjectTarget target = new(objects.Client, objects.Place.Profile, objects.Place.Bucket, objects.KeyOf(name),
            MimeTypes.Of(Encoding.UTF8.GetString(name)) is { } type ? new ObjectAttributes { ContentType = type } : ObjectAttributes.None);
        return output.Length <= MostPut ? Put(item, worker, output, target) : PutInParts(item, worker, output, target);
    }

    ItemFailure? Write(ItemTransfer item, ProgramOutput output, byte[] name)
    {
        using DownloadSink sink = _root.Files is { } files ? new FileSink(files.PathOf(name), item.Run.Names, item.Run.Space, root: files.Path) : _root.Create(name);
        if (sink.Open(output.Length) is { } closed)
            return ItemFailure.From(closed);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            for (long at = 0; output.Read(at, buffer) is > 0 and int count; at += count)
                sink.Write(at, buffer.AsSpan(0, count));
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(sink.Explain(exception));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return ItemFailure.From(sink.Publish(null, ObjectAttributes.None));
    }

    static ItemFailure? Put(ItemTransfer item, Worker worker, ProgramOutput output, ObjectTarget target)
    {
        RequestBody body = output.Length == 0 ? RequestBody.Empty : new OutputBody(output, 0, output.Length);
        PutObjectRequest put = new(target.Bucket, target.Key, body) { Attributes = target.Attributes, Checksum = item.Run.Checksum };
        for (int sends = 1; ; sends++)
        {
            if (!item.Send(worker, put, target.Client.PutObject).TryGet(out PutResult? result, out S3Error? error))
                return ItemFailure.From(error);
            ItemFailure? wrong = PutResponse.Judge(item, worker, target, target.Attributes, result, body.Length,
                () => UploadCheck.ChecksumOf(body, stackalloc byte[16 << 10], worker.Hasher(ChecksumAlgorithm.Md5)), out _);
            if (wrong is not { IsCorruption: true } || sends == UploadCheck.MaxSends)
                return wrong;
            item.Run.Ledger.CountRefetch();
        }
    }

    static ItemFailure? PutInParts(ItemTransfer item, Worker worker, ProgramOutput output, ObjectTarget target)
    {
        PartLimits limits = target.Client.PartLimits;
        ItemPlan plan = Planner.Upload(output.Length, item.Run.Options.PartSize, limits);
        if (!plan.IsParted)
            return Put(item, worker, output, target);
        MultipartWriter writer = new(item.Run, item, target, item.Run.Checksum, limits);
        ItemFailure? failure = plan.Kind == PlanKind.Refuse ? Planner.TooLarge(target.Location, limits) : writer.Begin(worker, target.Attributes, ItemIdentity.StampOfStream(), ref plan);
        for (int part = 0; failure is null && part < plan.PartCount && !item.IsGivenUp; part++)
            failure = writer.Send(part + 1, new OutputBody(output, plan.Part(part).Offset, plan.Part(part).Length), worker);
        if (failure is null && !item.IsGivenUp)
        {
            ObjectChecksum? whole = writer.Whole();
            failure = writer.Complete(worker, output.Length, whole, out PutResult? result);
            if (failure is null)
                (_, failure) = writer.Judge(result!, whole, output.Length);
        }
        failure = writer.Abort(failure);
        if (failure is null && item.IsGivenUp)
            throw new OperationCanceledException();
        return failure;
    }
}
