using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>The predicted tokens of a batch with what each adds to the loss, as arrays of <see cref="PolicyObjective"/>'s inputs.</summary>
internal sealed class PolicyTargets
{
    private readonly List<long> predictors = [], verdictPredictors = [];
    private readonly List<int> words = [];
    private readonly List<float> supervised = [], weights = [], advantages = [], old = [], reference = [];
    private readonly List<float> verdictValues = [], verdictWeights = [];
    private readonly List<bool> hasOld = [], hasReference = [];

    /// <summary>Collects the tokens that take part in the loss.</summary>
    /// <param name="rows">The layout of the examples.</param>
    /// <param name="examples">In its order.</param>
    public PolicyTargets(DecoderBatch rows, IReadOnlyList<PolicyExample> examples)
    {
        for (int i = 0; i < examples.Count; i++)
        {
            for (int completion = 0; completion < examples[i].Completions.Count; completion++)
            {
                PolicyCompletion given = examples[i].Completions[completion];
                for (int token = 0; token < given.Tokens.Length; token++)
                {
                    if (given.Supervised?[token] is not (null or 0) || given.Weights?[token] is not (null or 0))
                    {
                        Add(rows.PredictorOf(i, completion, token), given, token);
                    }
                }

                if (given.Verdict is { } verdict)
                {
                    verdictPredictors.Add(rows.PredictorOf(i, completion, verdict.Position));
                    verdictValues.AddRange(verdict.Values);
                    verdictWeights.Add(verdict.Weight);
                }
            }
        }

        // No operator has to cope with an empty tensor: a token or a verdict of weight 0 stands for none.
        if (words.Count == 0)
        {
            Add(0, new PolicyCompletion([0]), 0);
        }
    }

    /// <summary>Sets the inputs.</summary>
    public void Feed(Feeds feeds, PolicyObjective objective)
    {
        long count = words.Count;
        feeds.Set(objective.Predictors, predictors.ToArray(), count).Set(objective.Words, words.ToArray(), count);
        feeds.Set(objective.Supervised, supervised.ToArray(), count).Set(objective.Weights, weights.ToArray(), count);
        feeds.Set(objective.Advantages, advantages.ToArray(), count);
        feeds.Set(objective.Old, old.ToArray(), count).Set(objective.HasOld, hasOld.ToArray(), count);
        feeds.Set(objective.Reference, reference.ToArray(), count).Set(objective.HasReference, hasReference.ToArray(), count);
        long watched = objective.VerdictValues.Shape[1].Size!.Value;
        bool isEmpty = verdictPredictors.Count == 0;
        long verdicts = isEmpty ? 1 : verdictPredictors.Count;
        feeds.Set(objective.VerdictPredictors, isEmpty ? new long[1] : verdictPredictors.ToArray(), verdicts);
        feeds.Set(objective.VerdictValues, isEmpty ? new float[watched] : verdictValues.ToArray(), verdicts, watched);
        feeds.Set(objective.VerdictWeights, isEmpty ? new float[1] : verdictWeights.ToArray(), verdicts);
    }

    private void Add(long predictor, PolicyCompletion given, int token)
    {
        predictors.Add(predictor);
        words.Add(given.Tokens[token]);
        supervised.Add(given.Supervised?[token] ?? 0);
        weights.Add(given.Weights?[token] ?? 0);
        advantages.Add(given.Advantages?[token] ?? 0);
        old.Add(given.Old?[token] ?? 0);
        reference.Add(given.Reference?[token] ?? 0);
        hasOld.Add(given.Old is not null);
        hasReference.Add(given.Reference is not null);
    }
}
