namespace EpmRl.Retrieval.Files;

/// <summary>The largest files and texts that are read into memory whole; a larger one is refused with advice.</summary>
internal static class FileLimits
{
    /// <summary>Characters (UTF-16 code units) of one text of a file.</summary>
    public const int Text = 10_000;

    /// <summary>Bytes of one YAML file: it is held in memory several times while it is read.</summary>
    public const int YamlBytes = 256 << 20;

    /// <summary>Bytes of one JSON file.</summary>
    public const int JsonBytes = 1 << 30;
}
