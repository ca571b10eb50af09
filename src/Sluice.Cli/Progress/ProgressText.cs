using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>What a view shows of something under way. For one thread.</summary>
abstract class ProgressText
{
    /// <summary>Looks at how it stands now.</summary>
    public abstract void Sample();

    /// <summary>The lines of the live view, none wider than asked, as of the last <see cref="Sample"/>.</summary>
    public abstract IReadOnlyList<IReadOnlyList<Piece>> Live(int width);

    /// <summary>Looks at how it stands now, and says so in one line.</summary>
    public abstract string Plain();

    /// <summary>The same for programs; its time is added by who writes it.</summary>
    public abstract ProgressRecord Record();
}
