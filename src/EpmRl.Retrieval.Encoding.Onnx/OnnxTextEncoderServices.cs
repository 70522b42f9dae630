using Microsoft.Extensions.DependencyInjection;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Puts the ONNX encoder into a host application's services.</summary>
public static class OnnxTextEncoderServices
{
    /// <summary>Adds an <see cref="OnnxTextEncoder"/> as the application's <see cref="ITextEncoder"/>; it is loaded when first asked for.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="modelFolder">Folder of the model.</param>
    /// <param name="options">Precision, device, threads; null for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddOnnxTextEncoder(this IServiceCollection services, string modelFolder, EncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelFolder);
        return services.AddSingleton<ITextEncoder>(_ => OnnxTextEncoder.Load(modelFolder, options));
    }
}
