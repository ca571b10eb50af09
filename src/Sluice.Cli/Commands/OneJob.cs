using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>A job that is there, as a command on it finds it.</summary>
/// <param name="Session">The run.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Store">Its store.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Clients">Clients of its store and of those of its command.</param>
sealed record OneJob(Session Session, Location Place, JobStore Store, JobDefinition Definition, S3ClientFactory Clients);
