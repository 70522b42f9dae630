using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Chat;
using EpmRl.Retrieval.Matching.GenAI;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// Opens the generative matcher that <c>--generative</c> names: a model folder of ONNX Runtime GenAI, or the address of a server of chat
/// completions, <c>http://host:8000/v1</c>, with the model's name after <c>#</c> where the server has several.
/// </summary>
internal static class GenerativeSource
{
    /// <summary>Opens a matcher.</summary>
    /// <param name="folderOrAddress">The folder or address.</param>
    /// <param name="options">Key, cache, prompt.</param>
    /// <param name="cancellationToken">Cancels the look-up of a server's model.</param>
    /// <exception cref="InvalidRequestException">It is neither, or the file of precisions is of another model.</exception>
    /// <exception cref="Encoding.ModelFormatException">The folder is not a model folder.</exception>
    /// <exception cref="GeneratorException">The server cannot be reached.</exception>
    /// <exception cref="Files.FileFormatException">The file of the prompt is invalid.</exception>
    public static async Task<GenerativeMatcher> OpenAsync(
        string folderOrAddress, GenerativeSourceOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folderOrAddress);
        ArgumentNullException.ThrowIfNull(options);
        // A model that this project trained brings the prompt that it was trained with. It has learned the form, and a grammar would only
        // bend its quotes: what it says is checked either way.
        string own = Path.Combine(folderOrAddress, MatchPrompt.FileName);
        bool isTrained = options.PromptFile is null && File.Exists(own);
        MatchPrompt prompt = options.PromptFile is { } file ? MatchPrompt.Load(file)
            : isTrained ? MatchPrompt.Load(own)
            : MatchPrompt.Shipped;
        IGenerator generator = await OpenGeneratorAsync(folderOrAddress, options, cancellationToken);
        try
        {
            return new GenerativeMatcher(generator, new GenerativeOptions
            {
                Prompt = prompt,
                IsGuided = !isTrained,
                Precisions = options.PrecisionsFile is { } measured
                    ? VerdictPrecisions.Load(measured, generator.Model, prompt.Version)
                    : null,
                Cache = options.CacheFolder is { } folder ? VerdictCache.Open(folder) : null,
            });
        }
        catch
        {
            generator.Dispose();
            throw;
        }
    }

    /// <summary>Opens the generator alone.</summary>
    /// <inheritdoc cref="OpenAsync" path="/param"/>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public static async Task<IGenerator> OpenGeneratorAsync(
        string folderOrAddress, GenerativeSourceOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folderOrAddress);
        ArgumentNullException.ThrowIfNull(options);
        return folderOrAddress.Contains("://", StringComparison.Ordinal)
            ? await OpenServerAsync(folderOrAddress, options, cancellationToken)
            : GenAIGenerator.Open(folderOrAddress, new GenAIOptions(options.Threads));
    }

    private static async Task<IGenerator> OpenServerAsync(
        string text, GenerativeSourceOptions options, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? whole))
        {
            throw new InvalidRequestException(
                $"'{text}' is no address. Expected a folder, or an address such as http://host:8000/v1#model.");
        }

        string model = Uri.UnescapeDataString(whole.Fragment.TrimStart('#'));
        var address = new Uri(whole.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped));
        return await ChatEndpoint.OpenAsync(
            address,
            new ChatEndpointOptions { Model = model.Length > 0 ? model : null, ApiKey = options.ApiKey },
            cancellationToken: cancellationToken);
    }
}
