using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Networks;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>
/// Keeps the adapter that answers best about pairs put aside from training: reinforcement can end worse than it was on the way. It also
/// sees a collapse, after which no step helps.
/// </summary>
/// <param name="decoder">The decoder.</param>
/// <param name="pairs">The pairs put aside.</param>
/// <param name="ask">Asks about pairs.</param>
/// <param name="say">Receives a line for each look.</param>
internal sealed class BestAdapter(
    Decoder decoder, IReadOnlyList<GenerativePair> pairs, Func<IReadOnlyList<GenerativePair>, IReadOnlyList<MeasuredAnswer>> ask,
    Action<string> say)
{
    private const double LeastParsed = 0.5;

    private AdapterSnapshot? kept;

    /// <summary>The step after which the best adapter was seen; −1 before the first look.</summary>
    public int Step { get; private set; } = -1;

    /// <summary>Its score: the share of right verdicts in form, and half of one less the squared error of the probability of <c>same</c>.
    /// </summary>
    public double Score { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether most answers had lost their form at the last look.</summary>
    public bool HasCollapsed { get; private set; }

    /// <summary>Measures the present adapter and keeps it if it is the best so far.</summary>
    /// <param name="step">Steps taken.</param>
    public void Look(int step)
    {
        IReadOnlyList<MeasuredAnswer> answers = ask(pairs);
        double right = 0, score = 0;
        for (int i = 0; i < pairs.Count; i++)
        {
            bool isRight = answers[i].IsParsed && (answers[i].Decision == MatchVerdict.Same) == pairs[i].IsSame;
            double error = answers[i].Probability - (pairs[i].IsSame ? 1 : 0);
            right += isRight ? 1 : 0;
            score += (isRight ? 1 : 0) + (0.5 * (1 - (error * error)));
        }

        score /= pairs.Count;
        HasCollapsed = answers.Count(answer => answer.IsParsed) < LeastParsed * pairs.Count;
        say(FormattableString.Invariant(
            $"After step {step}: {right / pairs.Count:P1} of {pairs.Count} pairs put aside are right, score {score:0.0000}, best before ")
            + (Step < 0 ? "none." : FormattableString.Invariant($"{Score:0.0000} after step {Step}.")));
        if (score > Score)
        {
            (Step, Score, kept) = (step, score, AdapterSnapshot.Of(decoder.Parameters));
        }
    }

    /// <summary>Puts the best adapter into the decoder.</summary>
    public void Restore() => kept?.Restore(decoder.Parameters);

    /// <summary>Writes the best adapter, the present one before the first look.</summary>
    public void Save(string file)
    {
        var present = AdapterSnapshot.Of(decoder.Parameters);
        Restore();
        decoder.SaveAdapter(file);
        present.Restore(decoder.Parameters);
    }

    /// <summary>Takes over what an interrupted run kept; the decoder is left as it was.</summary>
    /// <param name="file">A file of <see cref="Save"/>.</param>
    /// <param name="step">The step of the best adapter.</param>
    /// <param name="score">Its score.</param>
    public void Load(string file, int step, double score)
    {
        var present = AdapterSnapshot.Of(decoder.Parameters);
        decoder.LoadAdapter(file);
        (Step, Score, kept) = (step, score, AdapterSnapshot.Of(decoder.Parameters));
        present.Restore(decoder.Parameters);
    }
}
