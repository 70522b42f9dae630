namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>An encoder cannot be trained as asked: nothing to learn from, or a checkpoint of another run.</summary>
public class TrainingException : RetrievalException
{
    /// <summary>Says what was found, what was expected and what to do.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
