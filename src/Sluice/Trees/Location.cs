using Sluice.Trees.S3;

namespace Sluice.Trees;

/// <summary>Where bytes come from or go to: <c>s3://[profile@]bucket/key</c>, a local path, or <c>-</c>.</summary>
public abstract record Location
{
    /// <summary>Its path, on this machine's disk; null elsewhere.</summary>
    public virtual string? FilePath => null;

    /// <summary>Itself, in a store; null elsewhere.</summary>
    public virtual S3Location? InStore => null;

    /// <summary>Itself, on another machine, as <see cref="LocationParser"/> reads it back; null elsewhere.</summary>
    internal virtual string? OnHost => null;

    /// <summary>Its path or key, with bytes that are no text as <c>RawText</c> has them; null for what has no names.</summary>
    internal virtual string? PathText => FilePath;

    /// <summary>The place of this path or key in the same store, on the same disk or host.</summary>
    internal virtual Location AtPath(string path) => this;

    /// <summary>True for standard input and output, which have no names.</summary>
    public virtual bool IsStream => false;

    /// <summary>True when items keep their names below it, as a destination: a bucket, a name that ends in a slash, a directory that is there.</summary>
    internal abstract bool IsContainer { get; }

    /// <summary>True where what is copied has a name afterwards, which two items cannot share.</summary>
    internal virtual bool KeepsNames => true;

    /// <summary>True where bytes vanish, or are written through one after another: nothing can be moved there.</summary>
    internal virtual bool KeepsNothing => false;

    /// <summary>Everything that is wrong with it by itself, each a sentence.</summary>
    internal virtual IEnumerable<string> Problems() => [];

    /// <summary>Why it cannot be one end of a sync or a comparison of trees; null when it can.</summary>
    /// <param name="role">What it is to be: <c>source</c>, <c>destination</c>, <c>backup</c>.</param>
    internal virtual string? ProblemAsPlace(string role) => null;

    /// <summary>Why nothing is removed from, or because of, it; null when something may be.</summary>
    internal virtual string? ProblemOfRemoval => null;

    /// <summary>The tree that it means as a source, told apart by its form and, on this machine, by what is there.</summary>
    /// <param name="context">What trees need.</param>
    /// <param name="recursive">A name without a slash at its end is a prefix.</param>
    internal abstract Tree Open(TreeContext context, bool recursive);

    /// <summary>The tree that it means where no pattern is meant: a destination, or one end of a sync.</summary>
    /// <param name="context">What trees need.</param>
    /// <param name="asContainer">Names are relative to it; else it is the one item.</param>
    internal abstract Tree OpenPlace(TreeContext context, bool asContainer);

    /// <summary>True when this place and another one have something in common: the same store or disk, and one within the other.</summary>
    internal virtual bool Overlaps(Location other, TreeContext context) => false;
}
