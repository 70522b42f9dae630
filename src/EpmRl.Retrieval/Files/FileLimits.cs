namespace EpmRl.Retrieval.Files;

/// <summary>The largest files and texts that are read into memory as a whole; a larger one is refused with advice.</summary>
internal static class FileLimits
{
    /// <summary>Characters (UTF-16 code units) of one text in a file.</summary>
    public const int Text = 10_000;

    /// <summary>Bytes of one YAML file, of which several copies are in memory while it is read.</summary>
    public const int YamlBytes = 256 << 20;

    /// <summary>Bytes of one JSON file.</summary>
    public const int JsonBytes = 1 << 30;
}
