using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The folder of a training run holds a run that is not to be resumed or cannot be, or something else.</summary>
public sealed class RunFolderException : TrainingException
{
    /// <summary>Names the folder, its content and the remedy.</summary>
    public RunFolderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
