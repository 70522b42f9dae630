using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Matching;

/// <summary>Registers matching in a host.</summary>
public static class MatchingServices
{
    /// <summary>Adds a <see cref="ProductMatcher"/>, also as <see cref="IPairMatcher"/>. It is opened at its first use.</summary>
    /// <param name="services">The services.</param>
    /// <param name="modelFolder">Folder of the trained matcher.</param>
    /// <param name="options">How it is used.</param>
    public static IServiceCollection AddProductMatcher(
        this IServiceCollection services, string modelFolder, ProductMatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        services.AddSingleton(_ => ProductMatcher.Open(modelFolder, options));
        services.AddSingleton<IPairMatcher>(provider => provider.GetRequiredService<ProductMatcher>());
        return services;
    }
}
