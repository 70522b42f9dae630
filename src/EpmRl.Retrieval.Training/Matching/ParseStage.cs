using EpmRl.Retrieval.Matching.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>The stage of a pair encoder that learns to name the aspect of each token of one listing.</summary>
internal sealed class ParseStage(
    TrainingSession session, int classes, Action<IReadOnlyList<PairTokens>, Feeds> feed, Tensor aspect, Tensor any, Tensor counts,
    Action end) : IDisposable
{
    private const float NoAspect = 0.3f; // most tokens have none

    /// <summary>A step.</summary>
    /// <param name="batch">Listings.</param>
    /// <param name="labels">The aspect of each token, from 1; 0 for none, −1 for tokens that do not count.</param>
    /// <param name="learningRate">The step's rate.</param>
    /// <returns>The loss before it.</returns>
    public double Step(IReadOnlyList<PairTokens> batch, IReadOnlyList<int[]> labels, double learningRate)
    {
        int longest = batch.Max(text => text.Ids.Length), rows = batch.Count * longest;
        bool[] right = new bool[rows * classes], all = new bool[rows * classes];
        Array.Fill(all, true);
        var weights = new float[rows];
        for (int text = 0; text < batch.Count; text++)
        {
            for (int token = 0; token < longest; token++)
            {
                int label = token < labels[text].Length ? labels[text][token] : -1, row = (text * longest) + token;
                right[(row * classes) + Math.Max(0, label)] = true;
                weights[row] = label > 0 ? 1 : label == 0 ? NoAspect : 0;
            }
        }

        using var feeds = new Feeds();
        feed(batch, feeds);
        feeds.Set(aspect, right, rows, classes).Set(any, all, rows, classes).Set(counts, weights, rows);
        return session.Step(feeds, learningRate).Loss;
    }

    /// <inheritdoc/>
    public void Dispose() => end();
}
