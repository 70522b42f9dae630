using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>Prompts with their completions as rows of a grid, padded to the longest, and the place of each token in it.</summary>
internal sealed class DecoderBatch
{
    private readonly int[] ids;
    private readonly int[] branches;
    private readonly long[] positions;
    private readonly (int Start, int Prompt, int[] Completions)[] rows; // row: first token, prompt's length, starts of completions

    /// <summary>Lays out rows.</summary>
    /// <param name="groups">One row each.</param>
    /// <param name="keepsLast">Whether a completion's last token is read too; nothing but what follows it depends on it.</param>
    public DecoderBatch(IReadOnlyList<SharedPrompt> groups, bool keepsLast)
    {
        Rows = groups.Count;
        Width = groups.Max(group => LengthOf(group, keepsLast));
        ids = new int[Rows * Width];
        branches = new int[Rows * Width];
        positions = new long[Rows * Width];
        rows = new (int, int, int[])[Rows];
        Array.Fill(branches, DecoderInputs.Padding);
        int token = 0;
        for (int row = 0; row < Rows; row++)
        {
            SharedPrompt group = groups[row];
            int place = row * Width;
            var starts = new int[group.Completions.Count];
            rows[row] = (token, group.Prompt.Length, starts);
            Place(group.Prompt, DecoderInputs.Prompt, 0);
            for (int i = 0; i < starts.Length; i++)
            {
                starts[i] = token;
                int[] completion = group.Completions[i];
                Place(completion.AsSpan(0, Read(completion, keepsLast)), DecoderInputs.Prompt + 1 + i, group.Prompt.Length);
            }

            void Place(ReadOnlySpan<int> tokens, int branch, int position)
            {
                for (int i = 0; i < tokens.Length; i++, place++, token++)
                {
                    (ids[place], branches[place], positions[place]) = (tokens[i], branch, position + i);
                    LastPosition = Math.Max(LastPosition, position + i);
                }
            }
        }

        Tokens = token;
    }

    /// <summary>Rows of the grid.</summary>
    public int Rows { get; }

    /// <summary>Places of a row.</summary>
    public int Width { get; }

    /// <summary>Tokens without padding.</summary>
    public int Tokens { get; }

    /// <summary>The highest position of a token.</summary>
    public int LastPosition { get; private set; }

    /// <summary>Tokens that a group takes.</summary>
    public static int LengthOf(SharedPrompt group, bool keepsLast) =>
        group.Prompt.Length + group.Completions.Sum(completion => Read(completion, keepsLast));

    /// <summary>The row, among the tokens without padding, whose state predicts a token.</summary>
    /// <param name="group">Which group.</param>
    /// <param name="completion">Which of its completions.</param>
    /// <param name="token">Which of its tokens; its length for the token after the last.</param>
    public int PredictorOf(int group, int completion, int token) =>
        token > 0 ? rows[group].Completions[completion] + token - 1 : LastOfPrompt(group);

    /// <summary>The row of a prompt's last token.</summary>
    public int LastOfPrompt(int group) => rows[group].Start + rows[group].Prompt - 1;

    /// <summary>Sets the inputs.</summary>
    public void Feed(Feeds feeds, DecoderInputs inputs, RotaryTables full, RotaryTables sliding)
    {
        full.Cover(LastPosition + 1);
        sliding.Cover(LastPosition + 1);
        feeds.Set(inputs.Ids, ids, Rows, Width).Set(inputs.Positions, positions, Rows, Width).Set(inputs.Branches, branches, Rows, Width);
        inputs.Rotary.Feed(feeds, full);
        inputs.SlidingRotary.Feed(feeds, sliding);
    }

    /// <summary>
    /// Cuts a list of groups into batches of a limited number of places, padding included; a longer group is a batch of its own.
    /// </summary>
    /// <param name="lengths">Tokens of each group.</param>
    /// <param name="limit">Most places, 1 or more.</param>
    /// <param name="most">Most groups, 1 or more.</param>
    /// <returns>Indices of the groups of each batch: groups of near lengths stand together.</returns>
    public static IEnumerable<int[]> Cut(IReadOnlyList<int> lengths, int limit, int most = int.MaxValue)
    {
        var batch = new List<int>();
        foreach (int group in Enumerable.Range(0, lengths.Count).OrderBy(i => lengths[i])) // ascending: the newest is the longest
        {
            if (batch.Count > 0 && (batch.Count == most || (batch.Count + 1L) * lengths[group] > limit))
            {
                yield return [.. batch];
                batch.Clear();
            }

            batch.Add(group);
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    private static int Read(int[] completion, bool keepsLast) => Math.Max(0, keepsLast ? completion.Length : completion.Length - 1);
}
