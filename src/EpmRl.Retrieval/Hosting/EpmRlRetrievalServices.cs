using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval;

/// <summary>Puts the engine into a host application's services.</summary>
public static class EpmRlRetrievalServices
{
    /// <summary>
    /// Adds the embedded index as <see cref="CurrentIndex"/>, and for each scope the version that is current when the scope first asks:
    /// an <see cref="IndexLease"/> with the <see cref="AttributeIdentifier"/> and the <see cref="ValueSearch"/> of that version. A scope,
    /// so a request, sees one version to its end, and the next one sees a swap; nothing is restarted.
    /// An <see cref="ITextEncoder"/> is added beside it, by the extension of its project (<c>AddOnnxTextEncoder</c>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddEpmRlRetrieval(this IServiceCollection services, Action<EpmRlRetrievalOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new EpmRlRetrievalOptions();
        configure?.Invoke(options);
        services.AddSingleton(provider => new CurrentIndex(options.IndexFolder, provider.GetRequiredService<ITextEncoder>().Space));
        services.AddScoped(provider => provider.GetRequiredService<CurrentIndex>().Acquire());
        services.AddScoped(provider => provider.GetRequiredService<IndexLease>().GetOrMake(
            index => new AttributeIdentifier(index, provider.GetRequiredService<ITextEncoder>(), options.Identification)));
        services.AddScoped(provider => provider.GetRequiredService<IndexLease>().GetOrMake(
            index => new ValueSearch(index, provider.GetRequiredService<ITextEncoder>())));
        return services;
    }

    /// <summary>
    /// Adds the application's <see cref="ITextEncoder"/> as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> too, for libraries that take one
    /// (Microsoft.Extensions.AI, vector stores).
    /// </summary>
    /// <param name="services">The host's services, with an <see cref="ITextEncoder"/> (<c>AddOnnxTextEncoder</c>).</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddTextEmbeddingGenerator(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => new TextEmbeddingGenerator(provider.GetRequiredService<ITextEncoder>()))
            .AddSingleton<IEmbeddingGenerator>(provider => provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
    }
}
