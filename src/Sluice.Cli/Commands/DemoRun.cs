using Sluice.Cli.Output;
namespace Sluice.Cli.Commands;
sealed class DemoRun(Session session, string directory)
{
    public int Run() { session.Errors.Note(directory); return 1; }
}
