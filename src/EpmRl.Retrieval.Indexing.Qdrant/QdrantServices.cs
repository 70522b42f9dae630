using EpmRl.Retrieval.Encoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Puts Qdrant into a host application's services.</summary>
public static class QdrantServices
{
    /// <summary>
    /// Lets each scope's <see cref="IndexLease"/> be of the version that Qdrant's alias names, in place of the embedded index, and
    /// <see cref="IIndexTarget"/> write there. Call it after <c>AddEpmRlRetrieval</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where Qdrant is, and how it is used.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static IServiceCollection AddQdrantIndex(this IServiceCollection services, QdrantOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        services.RemoveAll<CurrentIndex>();
        services.RemoveAll<IndexLease>();
        services.AddSingleton(provider =>
        {
            if (options.KeyWarning is { } warning)
            {
                provider.GetService<ILoggerFactory>()?.CreateLogger(typeof(QdrantServices)).LogWarning("{Warning}", warning);
            }

            return new CurrentQdrantIndex(options, provider.GetRequiredService<ITextEncoder>().Space);
        });

        // Services are made synchronously: this waits for the first opening alone, later ones are done beside.
        services.AddScoped(provider => provider.GetRequiredService<CurrentQdrantIndex>().AcquireAsync().AsTask().GetAwaiter().GetResult());
        services.AddSingleton<IIndexTarget>(_ => new QdrantTarget(options));
        return services;
    }
}
