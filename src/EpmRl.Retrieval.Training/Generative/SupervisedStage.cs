using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>Learns answers word for word.</summary>
internal sealed class SupervisedStage : ITrainingStage
{
    private readonly PolicyTrainer trainer;
    private readonly IReadOnlyList<TaughtAnswer> first, answers;
    private readonly BatchOrder? firstOrder;
    private readonly BatchOrder order;
    private readonly GenerativeTrainingOptions options;
    private readonly TrainingCost cost;

    /// <summary>Prepares the steps.</summary>
    /// <param name="trainer">Takes them.</param>
    /// <param name="first">Answers of a stage before, passed once; may be empty.</param>
    /// <param name="answers">The answers, passed <see cref="GenerativeTrainingOptions.Epochs"/> times.</param>
    /// <param name="options">Size and number of the batches.</param>
    /// <param name="cost">Counts what is spent.</param>
    public SupervisedStage(
        PolicyTrainer trainer, IReadOnlyList<TaughtAnswer> first, IReadOnlyList<TaughtAnswer> answers, GenerativeTrainingOptions options,
        TrainingCost cost)
    {
        (this.trainer, this.first, this.answers, this.options, this.cost) = (trainer, first, answers, options, cost);
        firstOrder = first.Count == 0 ? null : OrderOf(first, options);
        order = OrderOf(answers, options);
    }

    /// <inheritdoc/>
    public int Steps => FirstSteps + (order.StepsPerPass * options.Epochs);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> Tokens => new Dictionary<string, long>
    {
        [Parts.Update] = first.Sum(LengthOf) + (options.Epochs * answers.Sum(LengthOf)),
    };

    /// <inheritdoc/>
    public GenerativePoint Step(int step, double learningRate, CancellationToken cancellationToken)
    {
        TaughtAnswer[] batch = step < FirstSteps
            ? [.. firstOrder!.At(step).Select(place => first[place])]
            : [.. order.At(step - FirstSteps).Select(place => answers[place])];
        Optimisation.StepResult result = cost.Spend(Parts.Update, _ => batch.Sum(LengthOf), () =>
            trainer.Step(TaughtAnswer.Examples(batch, options.VerdictWeight), learningRate, cancellationToken));
        return new GenerativePoint(step + 1, result.Loss, Tokens: batch.Average(taught => taught.Answer.Length));
    }

    private int FirstSteps => firstOrder?.StepsPerPass ?? 0;

    private static BatchOrder OrderOf(IReadOnlyList<TaughtAnswer> answers, GenerativeTrainingOptions options) =>
        new([.. answers.Select(taught => (int)LengthOf(taught))], options.BatchPairs, options.Seed);

    private static long LengthOf(TaughtAnswer taught) => taught.Length;
}
