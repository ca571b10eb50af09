using Sluice.S3;

namespace Sluice.Trees;

/// <summary>What locations need to become trees.</summary>
/// <param name="Clients">The stores.</param>
internal sealed record TreeContext(S3ClientFactory Clients)
{
    /// <summary>Symbolic links of directories, here and on hosts, are items themselves, under their names with <see cref="Local.LinkText.Suffix"/> behind them.</summary>
    public bool KeepLinks { get; init; }
}
