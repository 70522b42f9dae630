using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>
/// A model folder under construction: an encoder's files, and the parts trained with it. It appears under its name in one step when it is
/// complete.
/// </summary>
internal sealed class ModelPublication : IDisposable
{
    private const string ManifestName = "encoder.json";
    private const string CardName = "README.md";

    private readonly ModelFolderDraft draft;

    /// <summary>Copies an encoder into a draft.</summary>
    /// <param name="encoderFolder">The encoder's model folder; not changed.</param>
    /// <param name="target">The model folder to make; must not exist or be empty.</param>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    /// <exception cref="EpmRl.Retrieval.Encoding.ModelFormatException">The encoder's folder is not a model folder, or is
    /// damaged.</exception>
    public ModelPublication(string encoderFolder, string target)
    {
        draft = new ModelFolderDraft(target);
        try
        {
            EncoderManifest manifest = EncoderManifest.Read(encoderFolder);
            manifest.VerifyFiles(encoderFolder);
            // A reader fits one encoder alone.
            string[] reader = File.Exists(Path.Combine(encoderFolder, ModelFiles.Reader)) ? [ModelFiles.Reader] : [];
            foreach (string file in manifest.Files.Keys.Append(ManifestName).Concat(reader))
            {
                draft.Copy(encoderFolder, file);
            }

            draft.CopyNotices(encoderFolder);
            string card = Path.Combine(encoderFolder, CardName);
            EncoderCard = File.Exists(card) ? File.ReadAllText(card) : $"# {manifest.Id}\n";
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>The draft's folder, to write files into and to check the model in.</summary>
    public string Folder => draft.Folder;

    /// <summary>The encoder's card.</summary>
    public string EncoderCard { get; }

    /// <summary>Writes the model's card.</summary>
    public void WriteCard(string text) => File.WriteAllText(draft[CardName], text);

    /// <summary>Puts the folder in place.</summary>
    public void Publish() => draft.Publish();

    /// <summary>Removes the draft if it was not put in place.</summary>
    public void Dispose() => draft.Dispose();
}
