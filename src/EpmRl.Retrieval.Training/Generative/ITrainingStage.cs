namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The steps of a stage. A step is a function of its number and the weights alone, so that a run resumes bit for bit.</summary>
internal interface ITrainingStage
{
    /// <summary>How many steps there are.</summary>
    int Steps { get; }

    /// <summary>Tokens that all steps will read, write and train on, by part: what the run will cost.</summary>
    IReadOnlyDictionary<string, long> Tokens { get; }

    /// <summary>Takes a step.</summary>
    /// <param name="step">Its number, from 0.</param>
    /// <param name="learningRate">Its rate.</param>
    /// <param name="cancellationToken">Cancels it; then nothing has changed.</param>
    GenerativePoint Step(int step, double learningRate, CancellationToken cancellationToken);
}
