namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>An encoder cannot be trained as requested: nothing to learn from, or a checkpoint of another run.</summary>
public class TrainingException : RetrievalException
{
    /// <summary>States what was found, what was expected and what to do.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
