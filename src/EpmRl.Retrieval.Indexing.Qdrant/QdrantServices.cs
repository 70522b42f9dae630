using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Puts Qdrant into a host application's services.</summary>
public static class QdrantServices
{
    /// <summary>
    /// Lets <see cref="IVectorIndex"/> be the version that Qdrant's alias names, in place of the embedded index;
    /// <see cref="IIndexTarget"/> writes there. Call it after <c>AddEpmRlRetrieval</c>.
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
        services.RemoveAll<IVectorIndex>();
        services.RemoveAll<IIndexTarget>();

        // Services are made synchronously; this waits once, when the host first asks for the index.
        services.AddSingleton<IVectorIndex>(_ => QdrantVectorIndex.OpenAsync(options).GetAwaiter().GetResult());
        services.AddSingleton<IIndexTarget>(_ => new QdrantTarget(options));
        return services;
    }
}
