using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Distillation;

/// <summary>Texts of a step and their target vectors.</summary>
/// <param name="Texts">[N], of similar length.</param>
/// <param name="Targets">The teacher's unit vectors, [N, D].</param>
internal sealed record DistillationBatch(HiddenText[] Texts, float[] Targets)
{
    /// <summary>Cuts texts, sorted by length, into batches of about equal token counts.</summary>
    public static DistillationBatch[] Cut(string[] texts, HiddenText[] states, float[] targets, int batchTokens)
    {
        int dimension = targets.Length / texts.Length;
        int[] order = [.. Enumerable.Range(0, texts.Length).OrderBy(i => states[i].Tokens)];
        var batches = new List<DistillationBatch>();
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && (end + 1 - start) * states[order[end]].Tokens <= batchTokens)
            {
                end++;
            }

            int[] members = order[start..end];
            batches.Add(new DistillationBatch(
                [.. members.Select(i => states[i])], [.. members.SelectMany(i => targets.AsSpan(i * dimension, dimension).ToArray())]));
            start = end;
        }

        return [.. batches];
    }
}
