using System.Text.Json.Nodes;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Onnx;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// Trains a pair encoder: first to name the aspects of a listing's words, then whether two listings are the same product, in random order.
/// </summary>
/// <param name="options">How it is trained.</param>
/// <param name="say">Receives a line for each stage, and progress about twice a minute.</param>
internal sealed class PairEncoderTrainer(PairEncoderOptions options, Action<string> say) : IDisposable
{
    private const double WarmUpShare = 0.06;
    private const int ParsedBatch = 32;
    private const int Pool = 32; // batches that are sorted by length together
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly EncoderModel model = EncoderModel.Open(options.Base);
    private PairNetwork? network;

    private WordPieceTokenizer Tokenizer => model.Tokenizer;

    /// <summary>Trains.</summary>
    /// <param name="listings">Listings to parse.</param>
    /// <param name="aspects">Number of aspects.</param>
    /// <param name="examples">Pairs to learn from.</param>
    /// <param name="heldOut">Pairs whose average precision is reported after each epoch.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    public void Train(
        IReadOnlyList<PreparedListing> listings, int aspects, IReadOnlyList<PairExample> examples, IReadOnlyList<PairExample> heldOut,
        CancellationToken cancellationToken)
    {
        network = new PairNetwork(model, aspects, options);
        Parse(listings, cancellationToken);
        network.BeginPairs();
        int perEpoch = (examples.Count + options.BatchPairs - 1) / options.BatchPairs, steps = perEpoch * options.Epochs, step = 0;
        var rate = new LearningRateSchedule(options.LearningRate, (int)(steps * WarmUpShare), steps + 1);
        var progress = new StepProgress("pairs", (long)options.Epochs * examples.Count, say, Pause);
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            Random random = Seeds.Random(options.Seed, 11, epoch);
            foreach (PairExample[] batch in Batches(examples, example => LengthOf(example.Texts), options.BatchPairs, random))
            {
                cancellationToken.ThrowIfCancellationRequested();
                PairTokens[] tokens = [.. batch.Select(example => random.Next(2) == 0
                    ? PairTokens.Of(Tokenizer, example.Texts.A, example.Texts.B)
                    : PairTokens.Of(Tokenizer, example.Texts.B, example.Texts.A))];
                double loss = network.Step(
                    tokens, [.. batch.Select(example => example.IsSame ? 1f : 0f)], [.. batch.Select(example => example.Weight)],
                    rate.At(++step));
                progress.Add(batch.Length, loss);
            }

            float[] scores = Score([.. heldOut.Select(example => example.Texts)], cancellationToken);
            MatchFigures figures = MatchFigures.Of([.. scores.Select((score, i) => ((double)score, score > 0, heldOut[i].IsSame))]);
            say(FormattableString.Invariant(
                $"Epoch {epoch} of {options.Epochs}: loss {progress.Loss:0.000}; held-out products by their texts alone: AP ")
                + FormattableString.Invariant($"{100 * figures.AveragePrecision:0.0}, F1 {100 * figures.F1:0.0}."));
        }
    }

    /// <summary>The log-odds of pairs, the mean of both orders.</summary>
    public float[] Score(IReadOnlyList<MarkedPair> pairs, CancellationToken cancellationToken)
    {
        var scores = new float[pairs.Count];
        int[] order = [.. Enumerable.Range(0, pairs.Count).OrderBy(i => LengthOf(pairs[i]))];
        foreach (int[] places in order.Chunk(options.BatchPairs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] forth = network!.Score([.. places.Select(i => PairTokens.Of(Tokenizer, pairs[i].A, pairs[i].B))]);
            float[] back = network.Score([.. places.Select(i => PairTokens.Of(Tokenizer, pairs[i].B, pairs[i].A))]);
            for (int i = 0; i < places.Length; i++)
            {
                scores[places[i]] = (forth[i] + back[i]) / 2;
            }
        }

        return scores;
    }

    /// <summary>Writes the trained encoder: configuration, tokenizer and weights, 16 bits each.</summary>
    public void Save(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in WordPieceTokenizer.FileNames.Where(name => File.Exists(Path.Combine(options.Base, name))))
        {
            AtomicFile.Write(Path.GetFullPath(Path.Combine(folder, name)), File.ReadAllText(Path.Combine(options.Base, name)));
        }

        JsonNode configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(options.Base, ModelFiles.Configuration)))!;
        configuration["type_vocab_size"] = PairTokens.TypeCount;
        configuration["num_hidden_layers"] = network!.Shape.Layers;
        AtomicFile.Write(Path.GetFullPath(Path.Combine(folder, ModelFiles.Configuration)), configuration.ToJsonString() + "\n");
        Dictionary<string, (string Name, long[] Shape, float[] Values)> tensors = network.Export().ToDictionary(tensor => tensor.Name);
        SafetensorsWriter.Write(
            Path.GetFullPath(Path.Combine(folder, ModelFiles.Weights)), [.. tensors.Values.Select(tensor => (tensor.Name, tensor.Shape))],
            name => tensors[name].Values, halves: true, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network?.Dispose();
        model.Dispose();
    }

    private void Parse(IReadOnlyList<PreparedListing> listings, CancellationToken cancellationToken)
    {
        Random random = Seeds.Random(options.Seed, 12);
        PreparedListing[] drawn = [.. listings];
        random.Shuffle(drawn);
        (PairTokens Tokens, int[] Aspects)[] parsed =
        [
            .. drawn.Take(options.Parsed).Select(listing => ParsedListing.Of(Tokenizer, listing))
                .Where(text => text.Aspects.Any(aspect => aspect > 0)),
        ];
        if (parsed.Length == 0)
        {
            return;
        }

        using ParseStage stage = network!.BeginParsing();
        int steps = (parsed.Length + ParsedBatch - 1) / ParsedBatch, step = 0;
        var rate = new LearningRateSchedule(options.LearningRate, steps / 10, steps + 1);
        var progress = new StepProgress("listings", parsed.Length, say, Pause);
        foreach ((PairTokens Tokens, int[] Aspects)[] batch in Batches(parsed, text => text.Tokens.Ids.Length, ParsedBatch, random))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Add(batch.Length, stage.Step(
                [.. batch.Select(text => text.Tokens)], [.. batch.Select(text => text.Aspects)], rate.At(++step)));
        }

        say(FormattableString.Invariant($"Read the aspects of {parsed.Length:N0} listings, loss {progress.Loss:0.000}."));
    }

    private static int LengthOf(MarkedPair pair) => pair.A.Text.Length + pair.B.Text.Length;

    // Batches of like length in random order: padding costs as much as text.
    private static IEnumerable<T[]> Batches<T>(IReadOnlyList<T> all, Func<T, int> lengthOf, int size, Random random)
    {
        T[] shuffled = [.. all];
        random.Shuffle(shuffled);
        foreach (T[] pool in shuffled.Chunk(size * Pool))
        {
            T[][] batches = [.. pool.OrderBy(lengthOf).Chunk(size)];
            random.Shuffle(batches);
            foreach (T[] batch in batches)
            {
                yield return batch;
            }
        }
    }
}
