namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Finds the model's folder when none is named.</summary>
internal static class ModelPath
{
    /// <summary>The model that ships with the project.</summary>
    public const string Default = "models/catalog-l6";

    /// <summary>The folder that was named, or the shipped model's.</summary>
    /// <param name="given">The folder as typed; null for none.</param>
    /// <param name="option">The option that names it.</param>
    /// <exception cref="UsageException">The folder does not exist.</exception>
    public static string Resolve(string? given, string option = "--model")
    {
        if (given is not null)
        {
            return Directory.Exists(given) ? given : throw new UsageException($"{option}: there is no folder '{given}'.");
        }

        return Shipped.Find(Default) ?? throw new UsageException(
            $"No model found: looked for '{Default}' from '{Directory.GetCurrentDirectory()}' upwards and next to the program. "
                + $"Name one with {option} <folder>.");
    }
}
