namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>A folder for what a command needs while it runs; gone with all that is in it when disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("epmrl-");

    /// <summary>Path of a file or folder in it.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
