namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Settings of a generative matcher that a command opens.</summary>
internal sealed record GenerativeSourceOptions
{
    /// <summary>The variable that holds the key of a server; it is never an option, so that no shell keeps it.</summary>
    public const string KeyVariable = "EPMRL_GENERATIVE_KEY";

    /// <summary>The key of a server; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Folder of known verdicts; null keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>File of measured precisions of verdicts; null for none.</summary>
    public string? PrecisionsFile { get; init; }

    /// <summary>File of another prompt; null for the shipped one.</summary>
    public string? PromptFile { get; init; }

    /// <summary>Threads of a model in the process; 0 for all processors.</summary>
    public int Threads { get; init; }
}
