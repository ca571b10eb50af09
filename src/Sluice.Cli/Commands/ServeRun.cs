using Sluice.Cli.Output;
namespace Sluice.Cli.Commands;
sealed class ServeRun(Session session, ServeSettings settings)
{
    public int Run() { session.Errors.Note(settings.ToString()); return 1; }
}
