using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Hosting;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the engine to a host application.</summary>
public static class EpmRlRetrievalServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="AttributeIdentifier"/> and <see cref="ValueSearch"/> as singletons, and opens the index when the host starts. An
    /// encoder (<c>AddModel</c>, or any <see cref="ITextEncoder"/>) and an index (<c>AddEmbeddedIndex</c>, or any <see
    /// cref="IIndexProvider"/>) must be added as well.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>A builder that takes the encoder and the index.</returns>
    public static IEpmRlRetrievalBuilder AddEpmRlRetrieval(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<EpmRlRetrievalOptions>()
            .Validate(
                options => options.Identification.CategoryThreshold is null or (>= 0 and <= 1),
                $"{nameof(EpmRlRetrievalOptions.Identification)}:{nameof(IdentificationOptions.CategoryThreshold)} is not a probability "
                    + "from 0 to 1.")
            .ValidateOnStart();
        services.TryAddSingleton(provider => new AttributeIdentifier(
            IndexOf(provider), EncoderOf(provider), provider.GetRequiredService<IOptions<EpmRlRetrievalOptions>>().Value.Identification));
        services.TryAddSingleton(provider => new ValueSearch(IndexOf(provider), EncoderOf(provider)));
        services.AddHostedService<IndexOpening>();
        return new EpmRlRetrievalBuilder(services);
    }

    /// <summary>Adds the engine with the settings of a section of the configuration.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="EpmRlRetrievalOptions"/>.</param>
    /// <inheritdoc cref="AddEpmRlRetrieval(IServiceCollection)"/>
    public static IEpmRlRetrievalBuilder AddEpmRlRetrieval(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        IEpmRlRetrievalBuilder builder = services.AddEpmRlRetrieval();
        services.Configure<EpmRlRetrievalOptions>(section);
        return builder;
    }

    /// <summary>Adds an embedded index as the <see cref="IIndexProvider"/>.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="folder">Folder of the index, which holds the file <c>current</c>; relative to the working directory.</param>
    /// <returns>The same builder.</returns>
    public static IEpmRlRetrievalBuilder AddEmbeddedIndex(this IEpmRlRetrievalBuilder builder, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        builder.AddEmbeddedIndex().Configure(options => options.Folder = folder);
        return builder;
    }

    /// <summary>Adds an embedded index with the settings of a section of the configuration.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="section">The section; its key <c>Folder</c> names the folder of the index.</param>
    /// <returns>The same builder.</returns>
    public static IEpmRlRetrievalBuilder AddEmbeddedIndex(this IEpmRlRetrievalBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        builder.AddEmbeddedIndex().Bind(section);
        return builder;
    }

    /// <summary>
    /// Registers the application's <see cref="ITextEncoder"/> also as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>, for
    /// libraries that take one (Microsoft.Extensions.AI, vector stores).
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    /// <returns>The same builder.</returns>
    public static IEpmRlRetrievalBuilder AddEmbeddingGenerator(this IEpmRlRetrievalBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => new TextEmbeddingGenerator(EncoderOf(provider)))
            .AddSingleton<IEmbeddingGenerator>(provider => provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        return builder;
    }

    private static OptionsBuilder<EmbeddedIndexOptions> AddEmbeddedIndex(this IEpmRlRetrievalBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IIndexProvider>(provider => new CurrentIndex(
            provider.GetRequiredService<IOptions<EmbeddedIndexOptions>>().Value.Folder,
            EncoderOf(provider).Space,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<CurrentIndex>>()));
        return builder.Services.AddOptions<EmbeddedIndexOptions>()
            .Validate(
                options => !string.IsNullOrWhiteSpace(options.Folder),
                $"{nameof(EmbeddedIndexOptions.Folder)} of the embedded index is not set. Name the folder of an index.")
            .ValidateOnStart();
    }

    private static ITextEncoder EncoderOf(IServiceProvider provider) => provider.GetService<ITextEncoder>()
        ?? throw new InvalidOperationException(
            "The engine has no encoder. Call AddModel(…) after AddEpmRlRetrieval(), or register an ITextEncoder.");

    private static IIndexProvider IndexOf(IServiceProvider provider) => provider.GetService<IIndexProvider>()
        ?? throw new InvalidOperationException(
            "The engine has no index. Call AddEmbeddedIndex(…) after AddEpmRlRetrieval(), add a server's, or register an IIndexProvider.");
}
