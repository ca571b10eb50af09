namespace Sluice.Cli.Output;

/// <summary>The reader of standard output has gone: <c>sluice ls | head</c>. Not an error; the command ends quietly.</summary>
sealed class OutputClosedException() : IOException("Nobody reads standard output any more.", BrokenPipe)
{
    // EPIPE, as the platform's own pipes report it.
    const int BrokenPipe = 32;
}
