using Sluice.Engine;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Processing.Programs;

/// <summary>What the end of a program means for its item.</summary>
internal static class ProgramFailure
{
    // <errno.h>
    const int NotThere = 2;
    const int TooLong = 7;
    const int Denied = 13;
    const int NoFormat = 8;
    const int Again = 11;
    const int NoMemory = 12;
    const int NoDirectory = 20;

    /// <summary>A program that could not be started. Where that is the program's fault, the run ends: no other object would fare better.</summary>
    public static ItemFailure NotStarted(int errno)
    {
        string code = errno switch { NotThere or NoDirectory => "NoProgram", Denied or NoFormat => "NotExecutable", _ => "NotStarted" };
        string message = errno switch
        {
            NotThere or NoDirectory => "There is no such program in PATH. A line for a shell needs one: sh -c '...'.",
            Denied => "The program is not executable (chmod +x).",
            NoFormat => "The program is no executable file; a script needs #! and its interpreter in its first line.",
            TooLong => "Its arguments are longer than the system allows.",
            _ => $"The program could not be started: {PosixProcess.Explain(errno)}.",
        };
        ItemFailure failure = new(OutcomeKind.Failed, code, message) { MayPass = errno is Again or NoMemory };
        return errno is NotThere or NoDirectory or Denied or NoFormat ? failure with { EndsRun = Failure.Local(code, message) } : failure;
    }

    /// <summary>A program that ended, and not well.</summary>
    public static ItemFailure From(ProgramExit exit, string firstLine) =>
        new(exit.Code == ProgramExit.BadData ? OutcomeKind.Quarantined : OutcomeKind.Failed, exit.Name, firstLine.Length > 0 ? $"{Sentence(exit)}: {firstLine}" : Sentence(exit) + ".")
        { MayPass = exit.MayPass };

    static string Sentence(ProgramExit exit) => exit.Describe() is var text && text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
