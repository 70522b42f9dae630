using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval;

/// <summary>Puts the engine into a host application's services.</summary>
public static class EpmRlRetrievalServices
{
    /// <summary>
    /// Adds the embedded index, <see cref="AttributeIdentifier"/> and <see cref="ValueSearch"/>, one of each for the whole application.
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
        services.AddSingleton<IVectorIndex>(_ => EmbeddedVectorIndex.Open(options.IndexFolder));
        services.AddSingleton(provider => new AttributeIdentifier(
            provider.GetRequiredService<IVectorIndex>(), provider.GetRequiredService<ITextEncoder>(), options.Identification));
        services.AddSingleton(provider => new ValueSearch(
            provider.GetRequiredService<IVectorIndex>(), provider.GetRequiredService<ITextEncoder>()));
        return services;
    }
}
