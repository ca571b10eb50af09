using System.Text;
using Microsoft.Win32.SafeHandles;
using Sluice.Trees;

namespace Sluice.Cli.Output;

/// <summary>The standard streams of the process, made safe before anything else: one that is closed or full loses text, never the work.</summary>
static class StandardStreams
{
    const string NullDevice = "/dev/null";
    const int Highest = 2;

    // <errno.h>
    const int BrokenPipe = 32;

    /// <summary>Standard error. It never throws; what went wrong is in its <see cref="SafeWriter.Failure"/>.</summary>
    public static SafeWriter Error { get; private set; } = new(TextWriter.Null);

    /// <summary>Standard output as text, for help. It never throws.</summary>
    public static SafeWriter Text { get; private set; } = new(TextWriter.Null);

    /// <summary>Lets the console write through our streams.</summary>
    public static void Begin()
    {
        Encoding encoding = Console.OutputEncoding.GetPreamble().Length > 0 ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding;
        Error = new SafeWriter(new StreamWriter(StandardStream.Error(), encoding, bufferSize: 1024) { AutoFlush = true });
        Text = new SafeWriter(new StreamWriter(new StandardOutputStream(), encoding));
        Console.SetError(Error);
        Console.SetOut(Text);
    }

    /// <summary>
    /// Tells on stderr that text for standard output was lost, and gives the exit code: 1 instead of 0. A reader that went away has
    /// chosen so, and nobody who closed stderr (<c>2&gt;&amp;-</c>) wants to be told there: both change nothing.
    /// </summary>
    public static int Conclude(int exitCode, IOException? lost, ErrorPrinter errors)
    {
        bool isLost = lost is not null and not OutputClosedException;
        if (isLost)
            errors.PrintSentence($"{lost!.Message} What was printed is not complete.");
        isLost |= Error.Failure is { HResult: not (StandardStream.BadDescriptor or BrokenPipe) };
        return isLost && exitCode == ExitCode.Done ? ExitCode.Failures : exitCode;
    }

    /// <summary>
    /// Takes the numbers 0 to 2 that are free, so that no socket and no file of ours gets one of them. To be called first.
    /// .NET opens with O_CLOEXEC, by which <see cref="StandardStream"/> still tells that a stream was closed.
    /// </summary>
    public static void OccupyFree()
    {
        if (Enumerable.Range(0, Highest + 1).All(StandardStream.IsInherited))
            return;
        try
        {
            // open(2) gives the lowest number that is free.
            while (true)
            {
                SafeFileHandle file = File.OpenHandle(NullDevice, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                if (file.DangerousGetHandle() > Highest)
                {
                    file.Dispose();
                    return;
                }
                // Open until the process ends.
                file.SetHandleAsInvalid();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A root without /dev: then there is nothing to take their place.
        }
    }
}
