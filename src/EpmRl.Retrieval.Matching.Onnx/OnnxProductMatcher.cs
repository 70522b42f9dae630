using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Matching.Onnx;

/// <summary>Opens matchers with their pair encoders, and registers them in a host.</summary>
public static class OnnxProductMatcher
{
    /// <summary>Opens a trained matcher, with its pair encoder where the folder has one. Computes on the processor, in int8.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How it is used.</param>
    /// <exception cref="Encoding.ModelFormatException">A file is missing or damaged, or was made for other aspects.</exception>
    /// <exception cref="Files.FileFormatException">The folder of aspects is invalid.</exception>
    /// <exception cref="InvalidRequestException">The prevalence is out of range.</exception>
    public static ProductMatcher Open(string folder, ProductMatcherOptions? options = null) =>
        ProductMatcher.Open(folder, options, encoder => OnnxPairEncoder.Open(encoder));

    /// <summary>
    /// Adds a <see cref="ProductMatcher"/> with its pair encoder, also as <see cref="IPairMatcher"/>. It is opened at its first use.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="modelFolder">Folder of the trained matcher.</param>
    /// <param name="options">How it is used.</param>
    public static IServiceCollection AddOnnxProductMatcher(
        this IServiceCollection services, string modelFolder, ProductMatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        services.AddSingleton(_ => Open(modelFolder, options));
        services.AddSingleton<IPairMatcher>(provider => provider.GetRequiredService<ProductMatcher>());
        return services;
    }
}
