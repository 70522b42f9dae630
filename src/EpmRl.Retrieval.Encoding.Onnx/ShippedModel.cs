namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The encoder that comes with the program.</summary>
public static class ShippedModel
{
    /// <summary>Its name.</summary>
    public const string Id = "minilm-l6";

    /// <summary>
    /// Its folder: <c>models/minilm-l6</c> beside the program (a published build), or in a folder above it (a build in the source tree).
    /// </summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public static string FindFolder()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, "models", Id);
            if (File.Exists(Path.Combine(candidate, EncoderManifest.FileName)))
            {
                return candidate;
            }
        }

        throw new ModelFormatException(
            $"The shipped model was not found: expected models/{Id} in '{AppContext.BaseDirectory}' or above. Name a model folder with --model.");
    }
}
