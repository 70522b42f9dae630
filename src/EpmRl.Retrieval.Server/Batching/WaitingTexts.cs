using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Server.Batching;

/// <summary>The texts of one call that wait for the encoder; batches take them from the front.</summary>
internal sealed class WaitingTexts(IReadOnlyList<string> texts, int[] costs, int dimension, bool tokens, long enqueued)
{
    private readonly float[] vectors = new float[texts.Count * dimension];
    private readonly bool[] truncated = new bool[texts.Count];
    private readonly TokenStates[]? states = tokens ? new TokenStates[texts.Count] : null;
    private readonly TaskCompletionSource<EmbeddingBatch> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int done;

    /// <summary>Whether token states are asked for; a batch is of one kind.</summary>
    public bool Tokens => states is not null;

    /// <summary>When the call came, as a timestamp.</summary>
    public long Enqueued { get; } = enqueued;

    /// <summary>Texts already taken by batches.</summary>
    public int Taken { get; private set; }

    /// <summary>Whether every text was taken.</summary>
    public bool IsTaken => Taken == texts.Count;

    /// <summary>Estimated tokens of the texts not taken yet.</summary>
    public int RemainingCost { get; private set; } = costs.Sum();

    /// <summary>The vectors, once every text is encoded.</summary>
    public Task<EmbeddingBatch> Completed => completion.Task;

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsAbandoned => completion.Task.IsCompleted;

    /// <summary>Takes texts within a budget, at least one.</summary>
    /// <param name="budget">Tokens that fit, estimated.</param>
    /// <param name="into">Receives the texts.</param>
    /// <returns>The estimated tokens taken.</returns>
    public int Take(int budget, List<string> into)
    {
        int cost = 0;
        for (int first = Taken; Taken < texts.Count && (Taken == first || cost + costs[Taken] <= budget); Taken++)
        {
            into.Add(texts[Taken]);
            cost += costs[Taken];
        }

        RemainingCost -= cost;
        return cost;
    }

    /// <summary>Receives encoded texts.</summary>
    /// <param name="batch">The batch that they were part of.</param>
    /// <param name="row">The first of their rows in it.</param>
    /// <param name="first">The first of the texts.</param>
    /// <param name="count">How many they are.</param>
    public void Fill(EmbeddingBatch batch, int row, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            batch[row + i].CopyTo(vectors.AsMemory((first + i) * dimension));
            truncated[first + i] = batch.IsTruncated(row + i);
            if (states is not null)
            {
                states[first + i] = batch.TokensOf(row + i)!;
            }
        }

        done += count;
        if (done == texts.Count)
        {
            completion.TrySetResult(new EmbeddingBatch(vectors, dimension, truncated, states));
        }
    }

    /// <summary>Ends the wait with a failure of the encoder.</summary>
    public void Fail(Exception failure) => completion.TrySetException(failure);

    /// <summary>Ends the wait because the caller left.</summary>
    public void Abandon(CancellationToken cancellationToken) => completion.TrySetCanceled(cancellationToken);
}
