using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sluice.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Sluice to a program's services.</summary>
public static class SluiceServiceCollectionExtensions
{
    /// <summary>Adds one <see cref="SluiceClient"/> for the whole program, unless there is one. It logs to the program's loggers and is disposed with the services.</summary>
    /// <param name="services">The program's.</param>
    /// <param name="options">The settings; null takes them from the environment and <c>~/.aws</c>.</param>
    public static IServiceCollection AddSluice(this IServiceCollection services, SluiceClientOptions? options = null) =>
        services.AddSluice(_ => options ?? new SluiceClientOptions());

    /// <summary>As above, with settings that are made from other services when the client is first wanted.</summary>
    /// <param name="services">The program's.</param>
    /// <param name="options">Makes the settings.</param>
    public static IServiceCollection AddSluice(this IServiceCollection services, Func<IServiceProvider, SluiceClientOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider =>
        {
            SluiceClientOptions given = options(provider);
            return new SluiceClient(given with { LoggerFactory = given.LoggerFactory ?? provider.GetService<ILoggerFactory>() });
        });
        return services;
    }
}
