using Sluice.Cli.Output;

namespace Sluice.Cli.Limits;

/// <summary>A running command that does not answer, as a line of JSON. Stopped is that the system says it was stopped (SIGSTOP, Ctrl-Z): it goes on after SIGCONT. The command line is as the system has it, without secrets; absent where the system does not say.</summary>
sealed record SilentRecord(int Pid, bool Stopped, string? Command) : JsonRecord("silent");
