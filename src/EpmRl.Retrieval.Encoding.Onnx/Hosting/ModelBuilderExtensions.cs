using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a model folder to the engine in a host application.</summary>
public static class ModelBuilderExtensions
{
    /// <summary>
    /// Adds a model folder: its encoder as the application's <see cref="ITextEncoder"/>, and the identification model and the calibration
    /// if the folder has them. It is loaded when the host starts.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="folder">Folder of the model, which holds <c>encoder.json</c>; relative to the working directory.</param>
    /// <param name="configure">Sets precision, device and threads; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IEpmRlRetrievalBuilder AddModel(
        this IEpmRlRetrievalBuilder builder, string folder, Action<ModelOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        builder.AddModelFolder().Configure(options => options.Folder = folder).Configure(configure ?? (_ => { }));
        return builder;
    }

    /// <summary>Adds a model folder with the settings of a section of the configuration.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="ModelOptions"/>.</param>
    /// <inheritdoc cref="AddModel(IEpmRlRetrievalBuilder, string, Action{ModelOptions}?)" path="/summary|/returns"/>
    public static IEpmRlRetrievalBuilder AddModel(this IEpmRlRetrievalBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        builder.AddModelFolder().Bind(section);
        return builder;
    }

    private static OptionsBuilder<ModelOptions> AddModelFolder(this IEpmRlRetrievalBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services
            .AddSingleton(provider => Open(
                provider.GetRequiredService<IOptions<ModelOptions>>().Value, provider.GetService<ILogger<ModelFolder>>()))
            .AddSingleton(provider => provider.GetRequiredService<ModelFolder>().Encoder);
        builder.Services.AddOptions<EpmRlRetrievalOptions>().PostConfigure<ModelFolder>((options, folder) =>
            options.Identification = options.Identification with
            {
                Model = folder.Model ?? options.Identification.Model,
                Calibration = folder.Calibration ?? options.Identification.Calibration,
            });
        return builder.Services.AddOptions<ModelOptions>()
            .Validate(options => !string.IsNullOrWhiteSpace(options.Folder), "Folder of the model is not set. Name the folder of a model.")
            .Validate(
                options => EncoderDevice.TryParse(options.Device, out _),
                "Device of the model is none of auto, cpu, cuda and cuda:<number>.")
            .Validate(options => options.Threads >= 1, "Threads of the model is not at least 1.")
            .ValidateOnStart();
    }

    private static ModelFolder Open(ModelOptions options, ILogger? logger)
    {
        ModelFolder folder = ModelFolder.Open(options.Folder, new ModelFolderOptions
        {
            EncoderOnly = options.EncoderOnly,
            Encoder = new EncoderOptions
            {
                Precision = options.Precision,
                Device = EncoderDevice.Parse(options.Device),
                Threads = options.Threads,
                OnFallback = reason => logger?.DeviceFallback(reason),
            },
        });
        logger?.ModelLoaded(
            folder.Space.ModelId, folder.Space.Precision, folder.Path, folder.Device.ToString(), folder.Model is not null,
            folder.Calibration is not null);
        return folder;
    }
}
