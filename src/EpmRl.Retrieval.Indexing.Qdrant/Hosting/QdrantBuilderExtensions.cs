using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Hosting;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Indexing.Qdrant;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an index on a Qdrant server to the engine in a host application.</summary>
public static class QdrantBuilderExtensions
{
    /// <summary>
    /// Adds the index that Qdrant's alias names as the <see cref="IIndexProvider"/>, and an <see cref="IIndexTarget"/> that writes there.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="options">Where Qdrant is, and how it is used.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static IEpmRlRetrievalBuilder AddQdrantIndex(this IEpmRlRetrievalBuilder builder, QdrantOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        builder.AddQdrant().AddSingleton(Options.Options.Create(options));
        return builder;
    }

    /// <summary>Adds an index on a Qdrant server with the settings of a section of the configuration.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="QdrantOptions"/>.</param>
    /// <returns>The same builder.</returns>
    public static IEpmRlRetrievalBuilder AddQdrantIndex(this IEpmRlRetrievalBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        builder.AddQdrant()
            .AddSingleton<IValidateOptions<QdrantOptions>, QdrantOptionsValidator>()
            .AddOptions<QdrantOptions>()
            .Bind(section)
            .ValidateOnStart();
        return builder;
    }

    private static IServiceCollection AddQdrant(this IEpmRlRetrievalBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services
            .AddSingleton<IIndexProvider>(provider => new CurrentQdrantIndex(
                OptionsOf(provider),
                provider.GetRequiredService<ITextEncoder>().Space,
                provider.GetService<TimeProvider>(),
                provider.GetService<ILogger<CurrentQdrantIndex>>()))
            .AddSingleton<IIndexTarget>(provider => new QdrantTarget(OptionsOf(provider), provider.GetService<TimeProvider>()));
    }

    private static QdrantOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<QdrantOptions>>().Value;
}
