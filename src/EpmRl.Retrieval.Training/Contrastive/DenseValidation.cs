using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Prompts;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Scores held-out pairs by the vectors alone: the nearest value is answered if it is nearer than the null value. Source: TACLR, adaptive
/// inference (Su et al., 2025, arXiv:2501.03835).
/// </summary>
/// <param name="set">Listings and candidates.</param>
/// <param name="heldOut">The listings that are not trained on.</param>
/// <param name="prompts">The encoder's prompts.</param>
internal sealed class DenseValidation(TrainingSet set, IReadOnlyList<int> heldOut, PromptTemplates prompts)
{
    /// <summary>Counts the outcomes of all held-out pairs.</summary>
    /// <param name="encoder">The encoder with the current weights.</param>
    /// <param name="bank">The index, refreshed with the same weights.</param>
    /// <param name="cancellationToken">Checked between texts.</param>
    public F1Counts Score(TrainedLayers encoder, VectorBank bank, CancellationToken cancellationToken)
    {
        int dimension = encoder.Dimension;
        float[] listings = encoder.Encode([.. heldOut.Select(item => prompts.ForItem(set.Items[item].Listing.Profile))], cancellationToken);
        float[] nulls = encoder.Encode([.. set.Groups.Select(group => group.Null)], cancellationToken);
        var counts = default(F1Counts);
        for (int i = 0; i < heldOut.Count; i++)
        {
            ReadOnlySpan<float> listing = listings.AsSpan(i * dimension, dimension);
            foreach (ItemLabel label in set.Items[heldOut[i]].Labels)
            {
                float best = DotProduct.Of(listing, nulls.AsSpan(label.Group * dimension, dimension));
                int answer = PromptGroup.NullValue; // which also wins a tie
                for (int value = 0; value < set.Groups[label.Group].Values.Count; value++)
                {
                    float score = DotProduct.Of(listing, bank.Value(label.Group, value));
                    if (score > best)
                    {
                        (best, answer) = (score, value);
                    }
                }

                counts = counts.With(OutcomeOf(answer, label));
            }
        }

        return counts;
    }

    private static PairOutcome OutcomeOf(int answer, ItemLabel label) => (answer, label.Values.Length) switch
    {
        (PromptGroup.NullValue, 0) => PairOutcome.RightlyNone,
        (PromptGroup.NullValue, _) => PairOutcome.Missed,
        (_, 0) => PairOutcome.Invented,
        _ => label.IsRight(answer) ? PairOutcome.Right : PairOutcome.Wrong,
    };
}
